package dedup_test

import (
	"context"
	"testing"
	"time"

	"tidings/internal/dedup"
	"tidings/internal/dedup/memory"
)

// The water mains of two towns: the same subjects, and of fourteen figures each three that agree, as chance will have it.
const (
	danbo = "The water department of Danbo presented its plan for water main replacement to the public on October 6. Of " +
		"the budget, 61 percent is for pipes, 18 percent for pumps, 14 percent for water quality and 7 percent for repairs. " +
		"The project takes 34 weeks in 10 sections, with 22 new valves. At a public hearing 86 residents spoke; 54 of them " +
		"asked about the water outage. It lasts 15 hours at most; there are 39 taps in the streets, 28 tank trucks and 47 " +
		"places of testing. The finance committee will supervise the project."
	linze = "临泽县水务局10月6日向社会公布供水管网改造计划。在全年预算中，百分之61用于管道，百分之18用于泵站，百分之9用于水质监测，百分之12用于抢修。" +
		"工程计划工期34天，分11个标段，共更换阀门73个。公开听证会上听取了27名居民代表的意见，其中有52人次提出停水时间问题。最长停水16小时，" +
		"设置临时取水点29处，安排送水车13辆，检测点92处。财政委员会将对项目进行监督，县水务局有关负责人表示，将进一步提升供水保障能力，满足居民用水需要。"
)

// TestChanceJoinsNoLanguages: long texts of two languages share figures and subjects by chance, the more the longer they
// are; that makes them no translations of each other.
func TestChanceJoinsNoLanguages(t *testing.T) {
	at := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	placed, err := dedup.Cluster(context.Background(), &memory.Index{}, []dedup.Doc{
		{ID: 1, SourceID: "danbo", Title: "Water mains of Danbo to be replaced", Text: danbo, Published: at},
		{ID: 2, SourceID: "linze", Title: "供水管网改造计划公布", Text: linze, Published: at.Add(time.Hour)},
	}, dedup.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if placed[0].Group == placed[1].Group {
		t.Errorf("the water mains of two towns are one story: %s", placed[1].Reason)
	}
}

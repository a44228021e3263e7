package acting

import (
	"strings"
	"time"

	"golang.org/x/text/language"
)

// homes are the zones of countries and regions that have one, or in which nearly everyone lives in one: what a
// browser's language says of its reader's clock (from the zone1970.tab of the IANA time zone database). Countries that
// stretch over several are left out: the town's own zone is the better guess there.
var homes = regions(`
AE Asia/Dubai AR America/Argentina/Buenos_Aires AT Europe/Vienna BA Europe/Sarajevo BD Asia/Dhaka BE Europe/Brussels
BG Europe/Sofia BO America/La_Paz BY Europe/Minsk CH Europe/Zurich CN Asia/Shanghai CO America/Bogota
CR America/Costa_Rica CU America/Havana CY Asia/Nicosia CZ Europe/Prague DE Europe/Berlin DK Europe/Copenhagen
DO America/Santo_Domingo DZ Africa/Algiers EE Europe/Tallinn EG Africa/Cairo ET Africa/Addis_Ababa FI Europe/Helsinki
FR Europe/Paris GB Europe/London GE Asia/Tbilisi GH Africa/Accra GR Europe/Athens GT America/Guatemala HK Asia/Hong_Kong
HN America/Tegucigalpa HR Europe/Zagreb HU Europe/Budapest IE Europe/Dublin IL Asia/Jerusalem IN Asia/Kolkata
IQ Asia/Baghdad IR Asia/Tehran IS Atlantic/Reykjavik IT Europe/Rome JM America/Jamaica JO Asia/Amman JP Asia/Tokyo
KE Africa/Nairobi KH Asia/Phnom_Penh KR Asia/Seoul KW Asia/Kuwait LA Asia/Vientiane LB Asia/Beirut LK Asia/Colombo
LT Europe/Vilnius LU Europe/Luxembourg LV Europe/Riga MA Africa/Casablanca MK Europe/Skopje MM Asia/Yangon
MO Asia/Macau MT Europe/Malta MY Asia/Kuala_Lumpur NG Africa/Lagos NI America/Managua NL Europe/Amsterdam NO Europe/Oslo
NP Asia/Kathmandu NZ Pacific/Auckland PA America/Panama PE America/Lima PH Asia/Manila PK Asia/Karachi PL Europe/Warsaw
PR America/Puerto_Rico PY America/Asuncion QA Asia/Qatar RO Europe/Bucharest RS Europe/Belgrade SA Asia/Riyadh
SE Europe/Stockholm SG Asia/Singapore SI Europe/Ljubljana SK Europe/Bratislava SN Africa/Dakar SV America/El_Salvador
SY Asia/Damascus TH Asia/Bangkok TN Africa/Tunis TR Europe/Istanbul TW Asia/Taipei TZ Africa/Dar_es_Salaam
UA Europe/Kyiv UG Africa/Kampala UY America/Montevideo VE America/Caracas VN Asia/Ho_Chi_Minh ZA Africa/Johannesburg
`)

// regions reads pairs of region and zone.
func regions(table string) map[string]string {
	fields := strings.Fields(table)
	out := make(map[string]string, len(fields)/2)
	for i := 0; i+1 < len(fields); i += 2 {
		out[fields[i]] = fields[i+1]
	}
	return out
}

// guessZone gives the zone a reader most likely lives in, by the country their browser's languages name; "" when they
// name none, or one with several zones.
func guessZone(accepted []language.Tag) string {
	for _, tag := range accepted {
		if _, _, region := tag.Raw(); region.IsCountry() {
			return homes[region.String()]
		}
	}
	return ""
}

// clockIn says what time it is in a zone, so that a reader sees whether it is theirs; "" for what is no zone.
func (v *errand) clockIn(zone string) string {
	place, err := time.LoadLocation(zone)
	if err != nil || zone == "" || zone == "Local" {
		return ""
	}
	return v.Loc.T("form_zone_now", v.Loc.Clock(v.Now().In(place)))
}

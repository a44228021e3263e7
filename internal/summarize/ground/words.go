package ground

// titles stand before a person's name and are none.
var titles = set("mr", "mrs", "ms", "dr", "doctor", "professor", "mayor", "governor", "senator", "representative",
	"president", "director", "chief", "captain", "officer", "chairman", "chairwoman", "chair", "councilman",
	"councilwoman", "councilmember", "councillor", "secretary", "minister", "judge", "sheriff", "superintendent",
	"commissioner", "manager", "deputy", "vice", "sir", "the")

// generic words name a kind of place or body. They are translated rather than spelled, so alone they prove nothing.
var generic = set("city", "town", "county", "district", "province", "village", "township", "street", "road",
	"avenue", "bridge", "river", "lake", "park", "square", "plaza", "hospital", "university", "college", "school",
	"primary", "middle", "high", "elementary", "library", "museum", "station", "airport", "railway", "highway",
	"expressway", "bureau", "department", "office", "committee", "commission", "council", "board", "government",
	"municipal", "people", "people's", "party", "federation", "union", "unions", "trade", "association", "company",
	"group", "bank", "court", "police", "public", "security", "health", "education", "transport", "transportation",
	"water", "power", "grid", "housing", "emergency", "management", "weather", "meteorological", "observatory",
	"culture", "tourism", "sports", "center", "centre", "hall", "community", "subdistrict", "development", "reform",
	"finance", "first", "second", "third", "north", "south", "east", "west", "northern", "southern", "eastern",
	"western", "new", "old", "central", "national", "state", "regional", "local", "china", "chinese", "agriculture",
	"rural", "affairs", "market", "supervision", "civil", "human", "resources", "social", "ecology", "environment",
	"planning", "and", "of", "the", "for", "mayor", "director", "secretary", "president", "chairman", "deputy",
	"vice", "chief", "metro", "line", "bus", "no", "theater", "theatre", "stadium", "festival", "spring", "summer",
	"autumn", "winter", "mid-autumn", "dragon", "boat", "day", "services", "service", "works", "general")

var fullForms = map[string]string{"st": "street", "ave": "avenue", "rd": "road", "blvd": "boulevard",
	"dept": "department", "gov": "governor", "sen": "senator", "rep": "representative", "mt": "mount", "ft": "fort",
	"univ": "university", "supt": "superintendent",
	"dr": "doctor", "prof": "professor", "hwy": "highway"}

// calendar words are checked as dates.
var calendar = set("january", "february", "march", "april", "may", "june", "july", "august", "september",
	"october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov",
	"dec", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "am", "pm", "a.m", "p.m")

// commonStart are words a sentence begins with, capitalised for that reason only.
var commonStart = set("the", "a", "an", "in", "on", "at", "by", "for", "from", "with", "to", "of", "as", "after",
	"before", "during", "under", "over", "about", "more", "most", "some", "all", "both", "each", "every", "no", "not",
	"nearly", "almost", "only", "up", "this", "that", "these", "those", "it", "he", "she", "they", "we", "his", "her",
	"their", "its", "there", "when", "while", "if", "because", "since", "until", "but", "and", "or", "however",
	"also", "residents", "officials", "police", "firefighters", "crews", "work", "workers", "construction", "drivers",
	"students", "parents", "teachers", "volunteers", "city", "town", "county", "state", "local", "council",
	"councillors", "councilors", "members", "voters", "visitors", "passengers", "people", "authorities", "engineers",
	"investigators", "prosecutors", "water", "power", "traffic", "buses", "trains", "schools", "classes", "admission",
	"tickets", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
	"new", "another", "several", "many", "about", "around", "between", "according", "construction", "repairs",
	"funding", "applications", "registration", "rain", "heavy", "free", "anyone", "everyone", "nobody", "children",
	"plans", "bids", "staff", "doctors", "farmers", "fares", "service", "services", "prices", "sales", "total",
	"starting", "beginning", "last", "next", "hundreds", "thousands", "dozens", "experts", "organizers", "organisers",
	"researchers", "inspectors", "nurses", "shops", "businesses", "households", "taxes", "rents", "hospital",
	"library", "mayor", "director", "spokesman", "spokeswoman", "winners", "players", "fans", "flights", "roads",
	"bridges")

"""Crawls the pages named in a file with Scrapy, and reads their text with readability where that is installed."""
import re

import scrapy

try:
    from readability import Document
except ImportError:
    Document = None


class Town(scrapy.Spider):
    name = "town"
    custom_settings = {
        "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "ROBOTSTXT_OBEY": True, "RETRY_ENABLED": False,
        # every town is another port of one address, which Scrapy takes for one site
        "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    }
    articles = 0

    def start_requests(self):
        with open(self.pages) as f:
            self.town = {line.strip() for line in f}
        for start in self.starts.split(","):
            yield scrapy.Request(start)

    def parse(self, response):
        if Document is None or re.sub("<[^>]*>", "", Document(response.text).summary()).strip():
            self.articles += 1
        for href in response.xpath("//a/@href").getall():
            url = response.urljoin(href)
            if url in self.town:
                yield scrapy.Request(url)

    def closed(self, reason):
        print(self.articles)

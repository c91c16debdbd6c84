/*
 * sentence_list.h - every sentence and hint about sources, copies and quotes, English and Chinese
 * side by side.
 *
 * This is the file for translators. A row is WORDS(NAME, English, Chinese); {0} and {1} are
 * slots, the comment above a row says what fills them. Reasons in brackets ("http-404", "dns") are
 * words of the evidence and stay as they are, as do commands and keys. No full stop at the end.
 * Included several times, with WORDS defined each time.
 *
 * Floor: source.
 */
/* clang-format off */

/* --- the page --- */
/* {0}: an address */
WORDS(MOVED, "this page has moved to {0}", "这个网页已移到 {0}")
WORDS(BETTER_ADDRESS, "the new address may be the better one to cite", "引用新地址也许更好")
WORDS(MOVED_HOME, "this address now leads to the site's front page", "这个地址现在只通到网站首页")
WORDS(SOFT_GONE, "this page is no longer there, although the site answers as if it were",
      "这个网页已经不在了，虽然网站的应答像是还在")
/* {0}: a status, 404 */
WORDS(GONE, "this page answers {0} now", "这个网页现在返回 {0}")
/* {0}: a reason */
WORDS(BLOCKED, "the site does not show this page to programs ({0}); that says nothing about the page",
      "网站不让程序查看这个网页（{0}）；这并不说明网页本身有问题")
WORDS(UNREADABLE, "this page cannot be read here ({0})", "此处读不了这个网页（{0}）")
WORDS(UNREACHABLE, "this page could not be reached ({0})", "未能打开这个网页（{0}）")
/* {0}: one of the sentences above */
WORDS(STANDS_IN, "{0}; a good archived copy stands in for it", "{0}；有一份完好的存档可以代替它")
WORDS(HANDED_IN, "{0}; somebody handed in a capture of it, which nobody but the reviewers can check",
      "{0}；有人交来了它的截取件，只有审核人能够核对")
WORDS(ADD_COPY, "add the address of an archived copy from before, if there is one",
      "如果有此前的存档，请加上它的地址")
/* {0}: a number of days; {1}: a day */
WORDS(DEAD, "this page is dead: it failed on {0} days since {1}",
      "这个网页已经失效：自 {1} 以来有{0}天都打不开")
WORDS(LOOK_FOR_COPY, "look for an archived copy from before, or for another source",
      "请找一份此前的存档，或另找来源")

/* --- archived copies --- */
/* {0}: one of the sentences below; {1}: a reason */
WORDS(COPY_BECAUSE, "{0} ({1})", "{0}（{1}）")
WORDS(COPY_OF_ANOTHER, "this is an archived copy of another page", "这是另一个网页的存档")
WORDS(COPY_AGAIN, "copy the address of the capture again", "请重新复制存档的地址")
WORDS(COPY_NOT_FIXED, "this address does not name one capture", "这个地址没有指明是哪一份存档")
WORDS(COPY_OPEN, "open the capture and copy its address, with all 14 digits",
      "请打开那份存档，复制它的地址，14 位数字要齐全")
WORDS(COPY_OTHER_TIME, "the archive has this page from another time than is said here",
      "存档的时间与此处所写的不同")
WORDS(COPY_GIVE_TIME, "give the time that the capture's address says", "请写存档地址里的那个时间")
WORDS(COPY_ERROR, "what was archived is an error page", "存下来的是一个出错页面")
WORDS(COPY_EARLIER, "look for an earlier capture", "请找更早的存档")
WORDS(COPY_WALL, "what was archived is a wall against robots, not the page",
      "存下来的是防机器人的页面，而不是这个网页")
WORDS(COPY_ANOTHER, "look for another capture", "请另找一份存档")
WORDS(COPY_NO_QUOTE, "this archived copy does not hold every quote", "这份存档里没有全部引文")
WORDS(COPY_OF_THEN, "look for a capture from the time when the page said so",
      "请找网页还这样写时的存档")
WORDS(COPY_UNREAD, "this archived copy could not be read", "未能读取这份存档")
WORDS(COPY_BROWSER, "open it in a browser; it may be a passing fault",
      "请用浏览器打开看看；也许只是一时的故障")
/* {0}: a day; {1}: an address */
WORDS(COPY_FOUND, "an archive has a good copy of this page of {0}: {1}",
      "有档案馆存有这个网页 {0} 的完好副本：{1}")
WORDS(COPY_ADD, "add its address to the source", "请把它的地址加到来源里")

/* --- quotes --- */
WORDS(QUOTE_SIZE, "the quote is too short or too long to be looked for", "引文太短或太长，无法查找")
WORDS(QUOTE_SENTENCE, "quote a whole sentence", "请引用完整的一句")
WORDS(QUOTE_NO_TEXT, "the quote could not be looked for: there is no text of the page to look in",
      "无法查找引文：没有可供查找的网页文字")
WORDS(QUOTE_WANTS_COPY, "an archived copy that can be read would settle it",
      "有一份读得出来的存档就能判定")
/* {0}: a passage of the page */
WORDS(QUOTE_NEAR, "these words do not stand there; the closest passage is \"{0}\"",
      "那里没有这些字句；最接近的一段是“{0}”")
WORDS(QUOTE_OWN_WORDS, "use the page's own words, or paste the original if this is a translation",
      "请用网页的原文；如果这是译文，请贴上原文")
WORDS(QUOTE_ABSENT, "these words do not stand on the page, and nothing close to them does",
      "网页上没有这些字句，也没有相近的")
WORDS(QUOTE_TRANSLATION,
      "use the page's own words; if this is a translation, paste the original as text and keep yours as translation",
      "请用网页的原文；如果这是译文，请把原文放在 text，把译文放在 translation")
WORDS(QUOTE_CHANGED, "the live page does not hold these words any more", "网页上现在已经没有这些字句")
/* {0}: what is the matter with the page; {1}: a day */
WORDS(QUOTE_ARCHIVED, "{0}; the archived copy of {1} holds your quote, so the source still counts",
      "{0}；{1} 的存档里有你的引文，所以这个来源仍然算数")
WORDS(QUOTE_FOLDED, "the words stand there, with other punctuation, capitals or width",
      "字句在那里，只是标点、大小写或全角半角不同")
WORDS(QUOTE_PARTS, "the parts of the quote stand there, in this order", "引文的各部分都在那里，顺序也相同")

/* --- sources beside each other --- */
/* {0}: a pointer, /sources/0 */
WORDS(SAME_TEXT, "this page has the same text as {0}; the two count as one source",
      "这个网页与 {0} 的文字相同；两者只算一个来源")
WORDS(CITE_AUTHOR, "cite the one that wrote it, or another that found it out by itself",
      "请引用最初写它的那一个，或另找独立查明的来源")
/* {0}: a domain */
WORDS(OWN_WORDS, "{0} belongs to what the record describes; it does not count as an independent source",
      "{0} 属于这条记录所描述的一方，不算独立来源")

/* --- before anybody looks --- */
/* {0}: a reason */
WORDS(BAD_ADDRESS, "this address cannot be used: {0}", "这个地址用不了：{0}")
WORDS(COPY_ADDRESS, "copy the address from the browser again", "请从浏览器重新复制地址")
/* {0}: a domain */
WORDS(NEW_DOMAIN, "no record of this dataset has cited {0} before", "本数据集还没有哪条记录引用过 {0}")
WORDS(LOOK_TWICE, "a reviewer looks twice at a site that nobody has used before",
      "没有人用过的网站，审核人会多看一眼")
WORDS(ATTESTED_MISSING, "there is no file with this digest here, so nobody can look at that capture",
      "这里没有摘要值与之相符的文件，所以谁也看不到那份截取件")
WORDS(ATTEST_IT, "hand the file in with docket submit --attest", "请用 docket submit --attest 交上文件")
WORDS(ATTESTED, "a person handed in a capture of this page; nobody but the reviewers can say whether it is one",
      "有人交来了这个网页的截取件；是不是真的，只有审核人能够判断")
WORDS(ATTESTED_ENOUGH,
      "by policy such a capture is enough where a page cannot be checked; look at the file before you approve",
      "按照规定，网页无法核对时有这样的截取件就够了；批准之前请查看文件")
WORDS(ATTESTED_HELP, "by policy such a capture is a help to reviewers and not enough by itself",
      "按照规定，这样的截取件只供审核人参考，单凭它还不够")
WORDS(LEGACY, "the sources of this record are legacy evidence and were not checked",
      "这条记录的来源属于遗留证据，没有核对过")
WORDS(LEGACY_LATER, "docket sources check looks at them when you wish", "需要时可用 docket sources check 核对")
/* {0}: how many sources there are; {1}: how many of them */
WORDS(UNCHANGED, "of {0} sources, {1} back nothing that this amendment changes, and were not looked at again",
      "共有{0}个来源，其中{1}个与这次修改无关，没有重新核对")
WORDS(UNCHANGED_ALL, "docket sources check with the record's id looks at all of them",
      "docket sources check 加上记录编号可以全部核对")

/* clang-format on */

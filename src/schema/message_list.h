/*
 * message_list.h - every sentence, hint and word about a value, English and Chinese side by side.
 *
 * This is the file for translators. A row is WORDS(NAME, English, Chinese); {0} to {3} are slots
 * and the comment above a group says what fills them: "place" is a key in quotation marks or
 * "item 2 of ..."; "value" is a value as written. Where a person has to type something, quotation
 * marks are straight in both languages, since Chinese ones would be the next mistake. No full stop
 * at the end. A space between Han and a slot is set by the program. Included several times, with
 * WORDS defined each time.
 *
 * Floor: schema.
 */
/* clang-format off */

/* --- what is wrong: {0} place, {1} value or size, {2} what was wanted --- */
WORDS(TYPE, "{0} must be {1}, not {2}", "{0}应为{1}，而不是{2}")
WORDS(CONST, "{0} must be {1}, not {2}", "{0}应为{1}，而不是{2}")
WORDS(ENUM, "{1} is not a known value of {0}", "{0}没有{1}这个值")
WORDS(ENUM_MEANT, "{1} is not a known value of {0}; did you mean {2}?",
      "{0}没有{1}这个值；是不是想写{2}？")
WORDS(MINIMUM, "{0} is {1}; the least allowed is {2}", "{0}为{1}，不得小于{2}")
WORDS(MAXIMUM, "{0} is {1}; the most allowed is {2}", "{0}为{1}，不得大于{2}")
WORDS(EXCLUSIVE_MINIMUM, "{0} is {1}; it must be greater than {2}", "{0}为{1}，必须大于{2}")
WORDS(EXCLUSIVE_MAXIMUM, "{0} is {1}; it must be less than {2}", "{0}为{1}，必须小于{2}")
WORDS(MULTIPLE_OF, "{0} is {1}, which is not a multiple of {2}", "{0}为{1}，不是{2}的倍数")
WORDS(EMPTY_TEXT, "{0} is empty", "{0}是空的")
WORDS(BLANK_TEXT, "{0} holds nothing but spaces", "{0}里只有空格")
WORDS(MIN_LENGTH, "{0} has {1}; it needs at least {2}", "{0}有{1}，至少要有{2}个字符")
WORDS(MAX_LENGTH, "{0} has {1}; it may have at most {2}", "{0}有{1}，最多只能有{2}个字符")
WORDS(FORMAT, "{1} is not {2}", "{1}不是{2}")
WORDS(FORMAT_EMPTY, "{0} is empty; it should be {2}", "{0}是空的，应为{2}")
WORDS(PATTERN, "{1} is not in the form that {0} must have", "{1}不符合{0}要求的格式")
WORDS(MIN_PROPERTIES, "{0} has {1}; it needs at least {2}", "{0}有{1}，至少要有{2}个键")
WORDS(MAX_PROPERTIES, "{0} has {1}; it may have at most {2}", "{0}有{1}，最多只能有{2}个键")
WORDS(EMPTY_OBJECT, "{0} is empty; at least one key is needed", "{0}是空的，至少要有一个键")
WORDS(MIN_ITEMS, "{0} has {1}; it needs at least {2}", "{0}有{1}，至少要有{2}项")
WORDS(EMPTY_LIST, "{0} is empty; at least one item is needed", "{0}是空的，至少要有一项")
WORDS(MAX_ITEMS, "{0} has {1}; it may have at most {2}", "{0}有{1}，最多只能有{2}项")
WORDS(EXTRA_ITEM, "{0} is one too many; the list ends before it", "{0}是多余的，列表到它之前为止")
/* {1}, {2}: numbers of items; {3}: the value */
WORDS(UNIQUE, "items {1} and {2} of {0} are the same: {3}", "{0}的第{1}项和第{2}项相同：{3}")
WORDS(CONTAINS, "{0} lacks an item that must be there", "{0}缺少一个必需的项")
WORDS(CONTAINS_FEW, "{0} has {1} of the wanted kind; it needs at least {2}",
      "{0}里符合要求的有{1}，至少要有{2}项")
WORDS(CONTAINS_MANY, "{0} has {1} of a kind of which it may have at most {2}",
      "{0}里某一类的有{1}，最多只能有{2}项")

/* --- keys: {0} key, {1} place of its object, or another key --- */
WORDS(REQUIRED, "{0} is missing", "缺少{0}")
WORDS(REQUIRED_IN, "{0} is missing in {1}", "{1}缺少{0}")
WORDS(DEPENDENT, "{0} is missing; it is needed where {1} is given", "缺少{0}；写了{1}就必须写它")
WORDS(UNKNOWN, "unknown key {0}", "没有{0}这个键")
WORDS(UNKNOWN_MEANT, "unknown key {0}; did you mean {1}?", "没有{0}这个键；是不是想写{1}？")
WORDS(UNKNOWN_MISSING, "unknown key {0}; did you mean {1} (required, missing)?",
      "没有{0}这个键；是不是想写{1}（必填，目前缺少）？")
WORDS(UNKNOWN_WRAPS, "unknown key {0}; what belongs here stands inside it",
      "没有{0}这个键；应写在此处的内容放到了它里面")
WORDS(KEY, "the key {0} is not allowed in {1}", "{1}里不能有{0}这个键")
WORDS(KEY_MEANT, "the key {0} is not allowed in {1}; did you mean {2}?",
      "{1}里不能有{0}这个键；是不是想写{2}？")
WORDS(KEY_PATTERN, "the key {0} is not in the form that keys of {1} must have",
      "{0}不符合{1}的键要求的格式")
WORDS(EXCLUSIVE_KEYS, "{0} and {1} exclude each other", "{0}和{1}不能同时出现")
WORDS(NOT_ALLOWED, "{0} is not allowed here", "此处不能写{0}")

/* --- choices: {0} place --- */
/* {1}: keys joined by OR */
WORDS(NEEDS_ONE_OF, "{0} needs {1}", "{0}需要有{1}")
/* {1}: a number */
WORDS(NO_BRANCH, "{0} has none of the {1} forms it may have", "{0}不符合允许的{1}种形式中的任何一种")
/* {1}, {2}: names of forms, or numbers as FORM_NUMBER */
WORDS(MANY_BRANCHES, "{0} has two forms at once that exclude each other: {1} and {2}",
      "{0}同时符合两种互相排斥的形式：{1}和{2}")
WORDS(FORM_NUMBER, "form {0}", "第{0}种")
WORDS(NOT, "{0} has a form that is not allowed here", "{0}的形式在此处不允许")
/* {1}: value */
WORDS(NOT_VALUE, "{0} must not be {1}", "{0}不能是{1}")
WORDS(FAILS, "{0} is not as its schema wants it", "{0}不符合模式的要求")

/* --- what could not be checked: {0} place --- */
WORDS(SLOW_PATTERN, "{0} could not be checked: its pattern takes too long on this text",
      "{0}未能检查：用它的模式匹配这段文本耗时太长")
WORDS(LONG_NUMBER, "{0} could not be checked: the number is too long", "{0}未能检查：数字太长")
WORDS(UNSURE, "{0} could not be checked to the end: its schema asks for too much work",
      "{0}未能检查完：模式要求的计算量太大")

/* in the output formats, at the root */
WORDS(TRUNCATED, "a limit was reached: there is more to say than stands here; whether the whole is valid is certain",
      "已达到上限：这里没有写出全部内容；整体是否有效则是确定的")

/* --- places --- */
WORDS(THE_RECORD, "the record", "这条记录")
WORDS(THE_LIST, "the list", "这个列表")
/* {0}: a number; {1}: place */
WORDS(ITEM, "item {0}", "第{0}项")
WORDS(ITEM_OF, "item {0} of {1}", "{1}的第{0}项")

/* --- values and kinds --- */
/* {0}: what a person wrote */
WORDS(QUOTED, "\"{0}\"", "“{0}”")
WORDS(IS_TEXT, "text", "文本")
WORDS(IS_NUMBER, "a number", "数字")
WORDS(IS_WHOLE, "a whole number", "整数")
WORDS(IS_BOOLEAN, "true or false", "true 或 false")
WORDS(IS_LIST, "a list", "列表")
WORDS(IS_OBJECT, "an object", "对象")
WORDS(IS_NULL, "null", "null")
/* {0}: value or number */
WORDS(THE_TEXT, "text ({0})", "文本（{0}）")
WORDS(THE_NUMBER, "the number {0}", "数字{0}")
WORDS(LIST_OF_ONE, "a list of {0} item", "含{0}项的列表")
WORDS(LIST_OF, "a list of {0} items", "含{0}项的列表")
WORDS(CHARACTER, "{0} character", "{0}个字符")
WORDS(CHARACTERS, "{0} characters", "{0}个字符")
WORDS(ONE_ITEM, "{0} item", "{0}项")
WORDS(ITEMS, "{0} items", "{0}项")
WORDS(ONE_KEY, "{0} key", "{0}个键")
WORDS(KEYS, "{0} keys", "{0}个键")
/* between the parts of an enumeration: {0} what came before, {1} the next one */
WORDS(COMMA, "{0}, {1}", "{0}、{1}")
WORDS(OR, "{0} or {1}", "{0}或{1}")
WORDS(AND, "{0} and {1}", "{0}和{1}")
/* {1}: a number */
WORDS(AND_MORE, "{0} and {1} more", "{0}，另外还有{1}个")

/* --- hints about kinds --- */
/* {0}: what to type */
WORDS(HINT_BARE, "write {0} without quotes", "请写 {0}，不加引号")
WORDS(HINT_BARE_NUMBER, "write the number without quotes: digits, and a point for decimals",
      "请直接写数字，不加引号；小数用小数点")
WORDS(HINT_DECIMAL_POINT, "write {0}, with a point and without quotes",
      "请写 {0}：小数用小数点，不加引号")
WORDS(HINT_EITHER, "write {0} or {1}", "请写 {0} 或 {1}")
WORDS(HINT_PLAIN_NUMBER, "write {0}, without quotes and separators", "请写 {0}，不加引号和分隔符")
WORDS(HINT_BOOLEAN, "write true or false, without quotes", "请写 true 或 false，不加引号")
WORDS(HINT_QUOTES, "write {0}, with quotes", "请写成 {0}，加引号")
WORDS(HINT_BRACKETS, "put it in square brackets, even when there is only one",
      "即使只有一项，也要放进方括号 [ ]")
WORDS(HINT_ITEMS, "write each as an item of its own: {0}", "请把每一项分开写：{0}")
WORDS(HINT_NO_BRACKETS, "one value is wanted, without square brackets", "此处只要一个值，不加方括号")
WORDS(HINT_KEYS, "write it with keys: {0}", "请按键来写：{0}")
WORDS(HINT_LEAVE_OUT, "leave the key out when nothing is known", "不知道就不写这个键")
WORDS(HINT_NEEDED, "this key cannot be left out; write its value", "这个键不能省略，请写上它的值")
WORDS(HINT_NUMBER_ALONE, "write the number alone, without quotes: {0}", "请只写数字，不加引号：{0}")
WORDS(HINT_WHOLE, "a whole number has no decimals", "整数没有小数部分")

/* --- hints about texts; {0}: what to type --- */
WORDS(HINT_WRITE, "write {0}", "请写 {0}")
WORDS(HINT_WIDE, "it has full-width characters; write {0} in ASCII", "里面有全角字符，请用半角写成 {0}")
WORDS(HINT_SPACE, "there is a space at its start or end", "开头或末尾有空格")
WORDS(HINT_MAIL, "this is an e-mail address; give the address of a page",
      "这是电子邮箱地址，请给出网页的地址")
WORDS(HINT_ADDRESS, "give the address alone: {0}", "只写网址本身：{0}")
WORDS(HINT_PAGE, "copy the address from the browser; it begins with https:// or http://",
      "请从浏览器复制网址，它以 https:// 或 http:// 开头")
WORDS(HINT_YEAR_FIRST, "year first, then the month, then the day", "先写年，再写月，最后写日")
/* {0}, {1}: dates */
WORDS(HINT_DATE_EITHER, "year first, then month and day: {0} or {1}",
      "先写年，再写月和日：{0} 或 {1}")
WORDS(HINT_DATE, "write {0}: year, month, day", "请写 {0}：年、月、日")
/* {0}: a month like 2023-02; {1}: a number */
WORDS(HINT_MONTH_DAYS, "there is no such day: {0} has {1} days", "没有这一天：{0} 只有{1}天")
/* {0}: a number */
WORDS(HINT_NO_MONTH, "there is no month {0}; year first, then the month, then the day",
      "没有{0}月；先写年，再写月，最后写日")
WORDS(HINT_WHOLE_DATE, "the whole date is wanted: year, month and day", "需要完整的日期：年、月、日")
WORDS(HINT_INTERVAL,
      "an interval starts with its earlier date, and seasons do not stand in intervals",
      "时间段先写较早的日期；季节不能用在时间段里")
WORDS(HINT_ZONE, "add the time zone: {0}Z for UTC, or an offset like +08:00",
      "请补上时区：协调世界时写 {0}Z，其他时区写 +08:00 这样的偏移")

/* --- hints about coordinates --- */
WORDS(HINT_SWAPPED, "longitude comes first, then latitude (-90 to 90); these may be swapped",
      "先写经度，再写纬度（-90 到 90）；这两个数可能写反了")
/* {0}, {1}: keys */
WORDS(HINT_SWAPPED_KEYS, "{0} and {1} may be swapped; a latitude lies between -90 and 90",
      "{0}和{1}可能写反了；纬度在 -90 到 90 之间")
WORDS(HINT_LONGITUDE, "the first number is the longitude, -180 to 180 degrees",
      "第一个数是经度，-180 到 180 度")
WORDS(HINT_LATITUDE, "the second number is the latitude, -90 to 90 degrees",
      "第二个数是纬度，-90 到 90 度")

/* --- hints about keys and values --- */
/* {0}: an enumeration */
WORDS(HINT_KNOWN, "known values: {0}", "可用的值：{0}")
WORDS(HINT_FREE_KEYS, "keys not used yet: {0}", "尚未使用的键：{0}")
WORDS(HINT_ALLOWED, "the value allowed: {0}", "允许的值：{0}")
/* {0}: key or place */
WORDS(HINT_KEEP_ONE, "keep one of them", "请只保留一个")
WORDS(HINT_ONE_UP, "it belongs one level up, outside {0}; a bracket may be closed too late",
      "它应写在{0}外面一层；可能是括号闭合得太晚")
WORDS(HINT_INSIDE, "it belongs inside {0}", "它应写在{0}里面")
WORDS(HINT_UNWRAP, "take the keys out of {0}", "请把里面的键从{0}中移出来")
/* {0}: a place; {1}: a value */
WORDS(IS, "{0} is {1}", "{0}为{1}")
WORDS(GIVEN, "{0} is given", "写了{0}")
WORDS(HINT_FORM, "it was read as the form {0}", "此处按{0}这种形式检查")
WORDS(HINT_BECAUSE, "because {0}", "因为{0}")
/* {0}: a value; {1}: words of the schema */
WORDS(HINT_EXAMPLE, "for example {0}", "例如{0}")
WORDS(HINT_AND_EXAMPLE, "{1}; for example {0}", "{1}；例如{0}")
/* {0}: a regular expression */
WORDS(HINT_PATTERN, "the pattern is {0}", "格式的正则表达式是 {0}")

/* --- what a format is: completes FORMAT --- */
WORDS(FORMAT_DATE, "a date like 2019-04-17", "2019-04-17 这样的日期")
WORDS(FORMAT_TIME, "a time like 17:30:00Z", "17:30:00Z 这样的时间")
WORDS(FORMAT_DATE_TIME, "a time like 2019-04-17T17:30:00Z", "2019-04-17T17:30:00Z 这样的时间")
WORDS(FORMAT_DURATION, "a duration like P1Y6M", "P1Y6M 这样的时长")
WORDS(FORMAT_EDTF, "a date like 2019, 2019-04, 2019-04-17, 201X or 2019/2021",
      "2019、2019-04、2019-04-17、201X 或 2019/2021 这样的日期")
WORDS(FORMAT_EMAIL, "an e-mail address like name@example.org",
      "name@example.org 这样的电子邮箱地址")
WORDS(FORMAT_HOSTNAME, "a host name like example.org", "example.org 这样的主机名")
WORDS(FORMAT_IPV4, "an IPv4 address", "IPv4 地址")
WORDS(FORMAT_IPV6, "an IPv6 address", "IPv6 地址")
WORDS(FORMAT_URI, "a URL with its scheme, like https://example.org/page",
      "带协议的网址，例如 https://example.org/page")
WORDS(FORMAT_URI_REFERENCE, "a URL or a relative reference", "网址或相对引用")
WORDS(FORMAT_URI_TEMPLATE, "a URL template like https://example.org/{id}",
      "https://example.org/{id} 这样的网址模板")
WORDS(FORMAT_UUID, "a UUID like f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
      "f81d4fae-7dec-11d0-a765-00a0c91e6bf6 这样的 UUID")
WORDS(FORMAT_REGEX, "a regular expression", "正则表达式")
WORDS(FORMAT_JSON_POINTER, "a JSON pointer like /sources/0/url", "/sources/0/url 这样的 JSON 指针")
WORDS(FORMAT_RELATIVE_JSON_POINTER, "a relative JSON pointer like 1/url",
      "1/url 这样的相对 JSON 指针")
WORDS(FORMAT_BCP47, "a language tag like en or zh-Hans", "en 或 zh-Hans 这样的语言标签")
WORDS(FORMAT_ORCID, "an ORCID iD like 0000-0002-1825-0097 (its last character is a check)",
      "0000-0002-1825-0097 这样的 ORCID iD（最后一位是校验码）")
WORDS(FORMAT_WAYBACK, "the address of an archived copy like https://web.archive.org/web/20190417173000/https://example.org/",
      "存档副本的网址，例如 https://web.archive.org/web/20190417173000/https://example.org/")
/* {0}: the name of a format that has no row here */
WORDS(FORMAT_OTHER, "of the format {0}", "{0}格式的值")
/* clang-format on */

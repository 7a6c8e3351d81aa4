using System.Text;
using LinuxPatchApi.Api.Answers;
using LinuxPatchApi.Api.Input;
using LinuxPatchApi.Configuration.Keys;

namespace LinuxPatchApi.Tests.Api.Input;

public sealed class BodyTests
{
    [Theory]
    [InlineData("{}", null)]
    [InlineData(" {\"a\":1} ", null)]
    [InlineData("", "INVALID_REQUEST")]
    [InlineData("[]", "INVALID_REQUEST")]
    [InlineData("1", "INVALID_REQUEST")]
    [InlineData("null", "INVALID_REQUEST")]
    [InlineData("{", "INVALID_REQUEST")]
    [InlineData("{} {}", "INVALID_REQUEST")]
    [InlineData("{\"a\":1,}", "INVALID_REQUEST")]
    [InlineData("{/**/}", "INVALID_REQUEST")]
    [InlineData("{'a':1}", "INVALID_REQUEST")]
    [InlineData("{\"a\":1,\"a\":1}", "INVALID_REQUEST")]
    [InlineData("{\"a\":1,\"\\u0061\":1}", "INVALID_REQUEST")]
    [InlineData("{\"o\":{\"a\":1,\"a\":2}}", "INVALID_REQUEST")]
    [InlineData("{\"a\":\"\\ud800\"}", "INVALID_REQUEST")]
    [InlineData("{\"\\ud800\":1}", "INVALID_REQUEST")]
    public void Body_is_one_object_of_strict_json(string json, string? code) => Assert.Equal(code, Inputs.Refusal(json));

    [Theory]
    [InlineData("{\"a\":\"\xff\"}")]
    [InlineData("{\"\xc0\xaf\":1}")]
    public void Body_that_is_not_utf8_is_refused(string latin1) =>
        Assert.Equal("INVALID_REQUEST", Inputs.Refusal(Encoding.Latin1.GetBytes(latin1)));

    [Theory]
    [InlineData("{\"a\":1,}",
        "the body is not valid JSON at line 1, byte 8: } is not expected there; is there a comma too many, or a value too few?")]
    [InlineData("{\n  'a':1}", "the body is not valid JSON at line 2, byte 3: texts and names stand in double quotes")]
    [InlineData("{\n\n", "the body is not valid JSON at line 3, byte 1: it ends too early")]
    [InlineData("{\"a\":", "the body is not valid JSON at line 1, byte 6: it ends too early")]
    [InlineData("{/**/}", "the body is not valid JSON at line 1, byte 2: it takes no comments")]
    [InlineData("{\"a\":yes}", "the body is not valid JSON at line 1, byte 6: y is not expected there")]
    [InlineData("security_only=true", "the body is not valid JSON at line 1, byte 1: s is not expected there")]
    [InlineData("{\"a\":\"\u0001\"}", "the body is not valid JSON at line 1, byte 7: the byte 0x01 is not expected there")]
    [InlineData("{\"a\":1,\n\"b\":2,\n \"\\u0061\":3}", "the body has the member a twice, again at line 3, byte 2")]
    [InlineData("{\"o\":{\"a\":1,\"a\":2}}", "the body has the member a twice, again at line 1, byte 13")]
    [InlineData("{\"a\":\n\"\\ud800\"}", "the body escapes half a surrogate pair in the text at line 2, byte 1")]
    [InlineData("\ufeff{}", "the body begins with a byte order mark; send it without")]
    [InlineData("[]", "the body must be a JSON object")]
    public void Case30_What_is_wrong_with_the_body_is_one_cause_at_its_place(string json, string expected) =>
        Assert.Equal(expected, Inputs.Message(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Case30_Bytes_that_are_not_utf8_and_too_much_depth_are_named_apart()
    {
        Assert.Equal("the body is not UTF-8 at line 2, byte 3", Inputs.Message([.. "{\n\"a"u8, 0xFF, .. "\":1}"u8]));
        Assert.Equal("the body is nested deeper than 32 at line 1, byte 37", Inputs.Message(Encoding.UTF8.GetBytes(Nested(33))));
        Assert.Equal(
            "the body is nested deeper than 32 at line 1, byte 33", Inputs.Message(Encoding.UTF8.GetBytes(new string('[', 1 << 20))));
        Assert.StartsWith(
            "the body is not valid JSON", Inputs.Message(Encoding.UTF8.GetBytes(Nested(32)[..^1] + ",}")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dryRun", "dry_run")]
    [InlineData("DRY-RUN", "dry_run")]
    [InlineData("security_onyl", "security_only")]
    [InlineData("security", "security_only")]
    [InlineData("min_dry_run", "dry_run")]
    [InlineData("x", null)]
    [InlineData("", null)]
    [InlineData("verbose", null)]
    public void Unknown_name_has_a_suggestion_where_one_is_near(string given, string? meant) =>
        Assert.Equal(meant, NearestName.Find(given, ["dry_run", "security_only", "id"]));

    [Fact]
    public void Suggestion_is_looked_for_up_to_the_length_limit_and_not_above()
    {
        var longest = "dry_run" + new string('x', NearestName.MostLength - 7);
        Assert.Equal("dry_run", NearestName.Find(longest, ["dry_run"]));
        Assert.Null(NearestName.Find(longest + "x", ["dry_run"]));
    }

    [Fact]
    public void Depth_is_accepted_at_the_limit_and_refused_above()
    {
        Assert.Null(Inputs.Refusal(Nested(32)));
        Assert.Equal("INVALID_REQUEST", Inputs.Refusal(Nested(33)));
    }

    [Fact]
    public void Unknown_member_is_refused_by_name_with_the_known_ones()
    {
        var body = Inputs.Body("{\"dry_run\":true,\"dryrun\":true}");
        Assert.True(body.Bool("dry_run"));
        var failure = body.Finish();
        Assert.Equal(("INVALID_REQUEST dryrun", "is not known here (did you mean dry_run?); known are dry_run"),
            (Inputs.Text(failure), failure!.Rule));
    }

    [Fact]
    public void Unknown_member_of_an_inner_object_is_refused_with_its_path()
    {
        var body = Inputs.Body("{\"options\":{\"forse\":true}}");
        var options = body.Object("options");
        options!.Bool("force");
        Assert.Equal("INVALID_REQUEST options.forse", Inputs.Text(body.Finish(options)));
    }

    [Fact]
    public void First_failure_is_kept()
    {
        var body = Inputs.Body("{\"a\":1,\"b\":1,\"c\":1}");
        body.Bool("b");
        body.Bool("a");
        Assert.Equal("INVALID_REQUEST b", Inputs.Text(body.Finish()));
    }

    [Theory]
    [InlineData("true", true, null)]
    [InlineData("false", false, null)]
    [InlineData("null", null, null)]
    [InlineData("1", null, "INVALID_REQUEST x")]
    [InlineData("\"true\"", null, "INVALID_REQUEST x")]
    public void Boolean_is_a_json_boolean(string json, bool? value, string? failure)
    {
        var body = Inputs.Body($"{{\"x\":{json}}}");
        Assert.Equal((value, failure), (body.Bool("x"), Inputs.Text(body.Finish())));
    }

    [Theory]
    [InlineData("0", 0, null)]
    [InlineData("10", 10, null)]
    [InlineData("1e1", 10, null)]
    [InlineData("-1", null, "INVALID_REQUEST x")]
    [InlineData("11", null, "INVALID_REQUEST x")]
    [InlineData("1.5", null, "INVALID_REQUEST x")]
    [InlineData("99999999999999999999", null, "INVALID_REQUEST x")]
    [InlineData("\"5\"", null, "INVALID_REQUEST x")]
    [InlineData("true", null, "INVALID_REQUEST x")]
    public void Number_is_whole_and_within_its_limits(string json, int? value, string? failure)
    {
        var body = Inputs.Body($"{{\"x\":{json}}}");
        var read = body.Int("x", 0, 10);
        if (json != "1e1") // whether an exponent counts as whole is the parser's affair; it must not be read as another number
        {
            Assert.Equal((value, failure), (read, Inputs.Text(body.Finish())));
        }
        else
        {
            Assert.True(read is null or 10);
        }
    }

    [Fact]
    public void Two_spellings_of_one_member_are_a_contradiction()
    {
        var body = Inputs.Body("{\"allow_reboot\":true,\"reboot\":true}");
        body.Bool("allow_reboot", "reboot");
        Assert.Equal("INVALID_REQUEST reboot", Inputs.Text(body.Finish()));
        Assert.True(Inputs.Body("{\"reboot\":true}").Bool("allow_reboot", "reboot"));
    }

    [Fact]
    public void List_names_its_bad_item_and_has_a_limit()
    {
        var body = Inputs.Body("{\"x\":[\"a\",\"-\"]}");
        body.Texts("x", NameRules.IsPackage, "rule", 2, ApiReason.ValidationError);
        Assert.Equal("VALIDATION_ERROR x[1]", Inputs.Text(body.Finish()));
        Assert.Equal(["a", "b"], Inputs.Body("{\"x\":[\"a\",\"b\"]}").Texts("x", NameRules.IsPackage, "rule", 2));
        var tooMany = Inputs.Body("{\"x\":[\"a\",\"b\",\"c\"]}");
        tooMany.Texts("x", NameRules.IsPackage, "rule", 2);
        Assert.Equal("INVALID_REQUEST x", Inputs.Text(tooMany.Finish()));
    }

    [Theory]
    [InlineData("\"x\"")]
    [InlineData("[1]")]
    [InlineData("[null]")]
    [InlineData("{}")]
    public void Anything_but_a_list_of_texts_is_refused(string json)
    {
        var body = Inputs.Body($"{{\"x\":{json}}}");
        body.Texts("x", _ => true, "rule", 5);
        Assert.NotNull(body.Finish());
    }

    [Theory]
    [InlineData("a=true&b=7&c=x", null)]
    [InlineData("a=1&b=0&c=y", null)]
    [InlineData("", null)]
    [InlineData("a=yes", "INVALID_REQUEST a")]
    [InlineData("a=", "INVALID_REQUEST a")]
    [InlineData("a=TRUE", "INVALID_REQUEST a")]
    [InlineData("b=8", "INVALID_REQUEST b")]
    [InlineData("b=-1", "INVALID_REQUEST b")]
    [InlineData("b=+1", "INVALID_REQUEST b")]
    [InlineData("b=%201", "INVALID_REQUEST b")]
    [InlineData("b=1.0", "INVALID_REQUEST b")]
    [InlineData("c=z", "INVALID_REQUEST c")]
    [InlineData("c=", "INVALID_REQUEST c")]
    [InlineData("a=1&a=1", "INVALID_REQUEST a")]
    [InlineData("A=1", "INVALID_REQUEST A")]
    [InlineData("d=1", "INVALID_REQUEST d")]
    public void Query_accepts_known_parameters_once_each(string query, string? failure)
    {
        var read = Inputs.Query(query);
        read.Bool("a");
        read.Int("b", 0, 7);
        read.Choice("c", "x", "x", "y");
        Assert.Equal(failure, Inputs.Text(read.Finish()));
    }

    [Fact]
    public void Refusal_names_a_path_without_parameters() =>
        Assert.Equal("is not known here; this path takes no query", Inputs.Query("x=1").Finish()!.Rule);

    private static string Nested(int depth) =>
        "{\"a\":" + string.Concat(Enumerable.Repeat("[", depth - 1)) + string.Concat(Enumerable.Repeat("]", depth - 1)) + "}";

    /// <summary>
    /// Parsers differ in which of two equal members they use, so both are refused, at any depth and in any spelling.
    /// </summary>
    [Fact]
    public void Member_given_twice_is_refused_at_every_depth()
    {
        foreach (var twice in new[] { "{\"a\":1,\"a\":1}", "{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":1,\"\\u0061\":1}", "{\"\":1,\"\":2}" })
        {
            var inner = twice;
            for (var depth = 1; depth <= 31; depth++)
            {
                Assert.Equal("INVALID_REQUEST", Inputs.Refusal(inner));
                Assert.Equal("INVALID_REQUEST", Inputs.Refusal("{\"x\":[" + inner + "]}"));
                inner = "{\"x\":" + inner + "}";
            }
        }
        Assert.Null(Inputs.Refusal("{\"a\":{\"a\":1},\"A\":[{\"a\":1},{\"a\":1}]}"));
    }
}

using System.Text;
using LinuxPatchApi.Packages.Families.Deb.Control;

namespace LinuxPatchApi.Tests.Packages.Families.Deb.Control;

public sealed class ControlParagraphTests
{
    private static readonly byte[] Text = Encoding.UTF8.GetBytes(
        "Package: foo\nPackages: no\nDescription: short é\n long: text\n .\n\tmore\nEmpty:\nList:\n a\n b\nLast: x");

    [Theory]
    [InlineData("Package", "foo")]
    [InlineData("package", "foo")]
    [InlineData("Description", "short é")]
    [InlineData("Last", "x")]
    [InlineData("List", "")]
    [InlineData("Pack", null)]
    [InlineData("long", null)]
    [InlineData("Absent", null)]
    public void First_line_of_a_field_is_found_by_its_whole_name(string field, string? expected) =>
        Assert.Equal(expected, new ControlParagraph(Text).First(Encoding.UTF8.GetBytes(field)));

    [Fact]
    public void Whole_value_keeps_its_continuation_lines()
    {
        Assert.Equal("short é\n long: text\n .\n\tmore", new ControlParagraph(Text).Full("Description"u8));
        Assert.Equal("a\n b", new ControlParagraph(Text).Full("List"u8));
    }

    [Theory]
    [InlineData("foo", true)]
    [InlineData("fo", false)]
    [InlineData("foo ", false)]
    [InlineData("", false)]
    public void Comparison_takes_the_whole_value(string value, bool expected) =>
        Assert.Equal(expected, new ControlParagraph(Text).Is("Package"u8, Encoding.UTF8.GetBytes(value)));

    [Theory]
    [InlineData("libc6 (>= 2.36)", "libc6|>= 2.36|True")]
    [InlineData("a, b:any (= 1) [amd64] <!nocheck>", "a||True b|= 1|True")]
    [InlineData("a | b (<< 2), c", "a||False b|<< 2|False c||True")]
    [InlineData(" , ,a,", "a||True")]
    [InlineData("", "")]
    [InlineData("a\n , b", "a||True b||True")]
    public void Dependency_field_is_read_one_alternative_at_a_time(string value, string expected) =>
        Assert.Equal(expected,
            string.Join(' ', DependencyField.Parse(value, required: true).Select(d => $"{d.Name}|{d.Version}|{d.Required}")));

    [Fact]
    public void Recommendation_is_never_required() =>
        Assert.All(DependencyField.Parse("a, b | c", required: false), d => Assert.False(d.Required));
}

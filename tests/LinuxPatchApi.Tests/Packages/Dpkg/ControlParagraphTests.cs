using System.Text;
using LinuxPatchApi.Packages.Dpkg;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Tests.Packages.Dpkg;

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
        Assert.Equal("short é\n long: text\n .\n\tmore", new ControlParagraph(Text).Whole("Description"u8));
        Assert.Equal("a\n b", new ControlParagraph(Text).Whole("List"u8));
    }

    [Theory]
    [InlineData("foo", true)]
    [InlineData("fo", false)]
    [InlineData("foo ", false)]
    [InlineData("", false)]
    public void Comparison_takes_the_whole_value(string value, bool expected) =>
        Assert.Equal(expected, new ControlParagraph(Text).Is("Package"u8, Encoding.UTF8.GetBytes(value)));

    [Theory]
    [InlineData("install ok installed", "Installed", false)]
    [InlineData("hold ok installed", "Installed", true)]
    [InlineData("install ok half-installed", "HalfInstalled", false)]
    [InlineData("install reinstreq half-installed", "HalfInstalled", false)]
    [InlineData("install ok unpacked", "Unpacked", false)]
    [InlineData("install ok half-configured", "HalfConfigured", false)]
    [InlineData("install ok triggers-awaited", "TriggersPending", false)]
    [InlineData("install ok triggers-pending", "TriggersPending", false)]
    [InlineData("deinstall ok installed", "Installed", false)]
    [InlineData("deinstall ok config-files", null, false)]
    [InlineData("purge ok not-installed", null, false)]
    [InlineData("installed", null, false)]
    [InlineData("", null, false)]
    public void Status_of_dpkg_tells_what_is_installed_and_held(string status, string? state, bool held)
    {
        var text = Encoding.UTF8.GetBytes(
            $"Package: p\nStatus: {status}\nSection: net\nInstalled-Size: 12\nArchitecture: amd64\nVersion: 1:2-3\nDescription: d\n");
        var package = DpkgStatus.Parse(new ControlParagraph(text));
        Assert.Equal(state, package?.State.ToString());
        if (package is not null)
        {
            Assert.Equal(("p", "amd64", "1:2-3", "d", "net", 12 * 1024L, held),
                (package.Name, package.Architecture, package.Version, package.Summary, package.Section, package.SizeBytes, package.Held));
            Assert.Equal(package.State is InstalledState.HalfInstalled or InstalledState.Unpacked or InstalledState.HalfConfigured,
                package.IsBroken);
        }
    }

    [Theory]
    [InlineData("Package: p\nStatus: install ok installed\n")]
    [InlineData("Version: 1\nStatus: install ok installed\n")]
    public void Package_without_name_or_version_is_none(string text) =>
        Assert.Null(DpkgStatus.Parse(new ControlParagraph(Encoding.UTF8.GetBytes(text))));

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

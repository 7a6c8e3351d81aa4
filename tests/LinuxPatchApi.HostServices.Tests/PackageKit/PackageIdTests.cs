using CsCheck;
using LinuxPatchApi.HostServices.PackageKit;
using LinuxPatchApi.HostServices.PackageKit.Model;
using LinuxPatchApi.HostServices.PackageKit.Vocabulary;

namespace LinuxPatchApi.HostServices.Tests.PackageKit;

public sealed class PackageIdTests
{
    private static readonly Gen<string> Part = Gen.String.AlphaNumeric;

    [Fact]
    public void Four_fields()
    {
        var id = PackageId.Parse("tb-demo;2.0-1+deb1u1;all;+manual:testbed-stable-main");
        Assert.Equal(("tb-demo", "2.0-1+deb1u1", "all", "+manual:testbed-stable-main"), (id.Name, id.Version, id.Architecture, id.Data));
    }

    [Theory]
    [InlineData("a;1;x86_64;fedora;extra")]
    [InlineData("a;;;")]
    [InlineData("a; 1 ;;d")]
    public void The_text_is_kept_byte_for_byte(string text)
    {
        Assert.Equal(text, PackageId.Parse(text).ToString());
        Assert.Equal(PackageId.Parse(text), PackageId.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a;1;all")]
    [InlineData(";1;all;r")]
    [InlineData("a;1;all;r;x;y")]
    public void What_is_no_id_is_refused(string text)
    {
        Assert.False(PackageId.TryParse(text, out _));
        Assert.Throws<FormatException>(() => PackageId.Parse(text));
    }

    [Fact]
    public void Ids_have_a_longest_length()
    {
        var rest = ";1;all;r";
        Assert.True(PackageId.TryParse(new string('n', PackageKitLimits.MaxPackageIdLength - rest.Length) + rest, out _));
        Assert.False(PackageId.TryParse(new string('n', PackageKitLimits.MaxPackageIdLength - rest.Length + 1) + rest, out _));
    }

    [Fact]
    public void Parts_make_the_text_and_the_text_the_parts() =>
        Gen.Select(Part, Part, Part, Part).Sample((name, version, arch, data) =>
        {
            var id = new PackageId("n" + name, version, arch, data);
            Assert.Equal(id, PackageId.Parse($"n{name};{version};{arch};{data}"));
            Assert.Equal((version, arch, data), (id.Version, id.Architecture, id.Data));
        });

    [Fact]
    public void A_part_with_a_semicolon_is_a_bug() => Assert.Throws<ArgumentException>(() => new PackageId("a", "1;2", "all", "r"));

    [Theory]
    [InlineData(0x00050005u, PackageKitInfo.Normal, PackageKitInfo.Normal)]
    [InlineData(0x00000008u, PackageKitInfo.Security, PackageKitInfo.Unknown)]
    [InlineData(0x00080008u, PackageKitInfo.Security, PackageKitInfo.Security)]
    [InlineData(0x00070008u, PackageKitInfo.Security, PackageKitInfo.Important)]
    [InlineData(0x001a0008u, PackageKitInfo.Security, PackageKitInfo.Critical)]
    [InlineData(99u, (PackageKitInfo)99, PackageKitInfo.Unknown)]
    public void Info_and_severity_are_unpacked(uint packed, PackageKitInfo info, PackageKitInfo severity)
    {
        var package = PackageKitPackage.FromPacked(packed, PackageId.Parse("a;1;all;r"), "");
        Assert.Equal((info, severity), (package.Info, package.Severity));
    }
}

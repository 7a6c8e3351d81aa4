using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Packages.Model;

namespace LinuxPatchApi.Tests.Packages.Model;

public sealed class ArchitectureChoiceTests
{
    /// <summary>The native architecture; what is named; which builds there are: what is meant, the most wanted first.</summary>
    [Theory]
    [InlineData("amd64", "web", "amd64 i386", "amd64")]
    [InlineData("i386", "web", "amd64 i386", "i386")]
    [InlineData("arm64", "web", "armhf all", "all")]
    [InlineData("amd64", "web", "i386 all amd64", "amd64 all")]
    [InlineData("amd64", "web", "i386", "i386")]
    [InlineData("amd64", "web", "i386 armhf", "i386 armhf")]
    [InlineData("amd64", "web:i386", "amd64 i386", "i386")]
    [InlineData("amd64", "web:armhf", "amd64 i386", "")]
    [InlineData("x86_64", "web", "i686 noarch", "noarch")]
    [InlineData(null, "web", "amd64 i386", "amd64 i386")]
    public void Case05_A_name_without_an_architecture_means_the_native_build_then_all_then_a_foreign_one(
        string? native, string spec, string builds, string expected)
    {
        var keys = builds.Split(' ').Select(a => new PackageKey("web", a)).Append(new PackageKey("other", "amd64"));
        Assert.Equal(expected,
            string.Join(' ', ArchitectureChoice.Of(
                PackageSpec.Of(spec), keys, k => k, new HostArchitecture(native, native == "x86_64" ? "noarch" : "all"))
                    .Select(k => k.Architecture)));
    }

    /// <summary>An i386 system under an amd64 kernel, and armhf under arm64, are what their own package manager says.</summary>
    [Theory]
    [InlineData("dpkg=1/amd64", "amd64")]
    [InlineData("dpkg=1/i386", "i386")]
    [InlineData("dpkg=1/armhf", "armhf")]
    [InlineData("rpm=1/x86_64", null)]
    [InlineData("dpkg=1/all", null)]
    [InlineData("web=1/arm64", null)]
    public void Case05_The_native_architecture_is_that_of_the_package_manager_itself(string package, string? expected) =>
        Assert.Equal(expected, Inventories.Of(package, "libc6=1/i386", "libc6=1/amd64").Architecture.Native);

    /// <summary>Installed; offered: what the offer would replace.</summary>
    [Theory]
    [InlineData("web=1/all", "amd64", "all")]
    [InlineData("web=1/amd64", "all", "amd64")]
    [InlineData("web=1/all", "i386", null)]
    [InlineData("web=1/i386", "all", null)]
    [InlineData("web=1/amd64", "i386", null)]
    [InlineData("web=1/amd64 web=1/i386", "all", "amd64")]
    [InlineData("web=1/amd64 web=1/i386", "i386", "i386")]
    public void Case14_A_package_moves_between_all_and_the_native_architecture_and_no_other(
        string installed, string offered, string? expected) =>
        Assert.Equal(expected, Inventories.Of([.. installed.Split(' '), "dpkg=1/amd64"])
            .Predecessor(new PackageKey("web", offered))?.Architecture);
}

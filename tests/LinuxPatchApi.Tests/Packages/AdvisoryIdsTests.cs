using LinuxPatchApi.Packages.Model;
using LinuxPatchApi.Packages.Planning;

namespace LinuxPatchApi.Tests.Packages;

public sealed class AdvisoryIdsTests
{
    [Theory]
    [InlineData("https://access.example/errata/RHSA-2024:1234", "RHSA-2024:1234")]
    [InlineData("https://errata.example/9/ALSA-2024-1234.html", "ALSA-2024-1234")]
    [InlineData("RLBA-2024:1", "RLBA-2024:1")]
    [InlineData("ELEA-2024-99999", "ELEA-2024-99999")]
    [InlineData("https://bodhi.example/updates/FEDORA-2024-0a1b2c", "FEDORA-2024-0a1b2c")]
    [InlineData("FEDORA-EPEL-2024-ab12", "FEDORA-EPEL-2024-ab12")]
    [InlineData("see DSA-5678-1 for more", "DSA-5678-1")]
    [InlineData("DLA-12-3", "DLA-12-3")]
    [InlineData("https://ubuntu.example/security/notices/USN-6789-2", "USN-6789-2")]
    [InlineData("SUSE-SU-2024:1234-1", "SUSE-SU-2024:1234-1")]
    [InlineData("XRHSA-2024:1 RHSA-24:1 DSA-5-6", "DSA-5-6")]
    public void TheFirstKnownFormIsTaken(string url, string id) => Assert.Equal(id, AdvisoryIds.Of(With("https://nothing.example", url)));

    [Theory]
    [InlineData("")]
    [InlineData("rhsa-2024:1234")]
    [InlineData("RHSA-2024:")]
    [InlineData("RHXA-2024:1234")]
    [InlineData("XUSN-1-2")]
    [InlineData("USN-1")]
    [InlineData("FEDORA-")]
    [InlineData("SUSE-SU-2024-1234-1")]
    public void OtherTextHasNone(string url) => Assert.Null(AdvisoryIds.Of(With(url)));

    [Fact]
    public void WithoutDetailsThereIsNone() => Assert.Null(AdvisoryIds.Of(null));

    private static UpdateDetail With(params string[] urls) => new("id", "", "", urls, [], [], "none", null);
}

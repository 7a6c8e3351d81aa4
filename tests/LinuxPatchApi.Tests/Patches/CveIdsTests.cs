using LinuxPatchApi.Patches;

namespace LinuxPatchApi.Tests.Patches;

public sealed class CveIdsTests
{
    [Theory]
    [InlineData("fixes CVE-2024-1234.", "CVE-2024-1234")]
    [InlineData("https://cve.example/CVE-2024-1234567890?x", "CVE-2024-1234567890")]
    [InlineData("(cve-2023-00001)", "CVE-2023-00001")]
    [InlineData("CVE-CVE-2024-1111", "CVE-2024-1111")]
    public void Id_is_found_anywhere_in_a_text(string text, string id) => Assert.Equal([id], CveIds.In(text));

    [Theory]
    [InlineData("")]
    [InlineData("CVE-")]
    [InlineData("CVE-2024-123")]
    [InlineData("CVE-2024-12345678901")]
    [InlineData("CVE-224-12345")]
    [InlineData("CVE-20245-12345")]
    [InlineData("XCVE-2024-1234")]
    [InlineData("_CVE-2024-1234")]
    [InlineData("CVE-2024-1234x")]
    [InlineData("CVE-2024-1234_")]
    [InlineData("CVE-2024-1234ä")]
    [InlineData("CVE 2024 1234")]
    public void Other_text_is_not_an_id(string text) => Assert.Empty(CveIds.In(text));

    [Fact]
    public void Each_id_is_returned_once_in_order_of_appearance() => Assert.Equal(
        ["CVE-2024-0002", "CVE-2024-0001", "CVE-2024-0003"],
        CveIds.In("CVE-2024-0002,CVE-2024-0001", "cve-2024-0001 and CVE-2024-0003 and CVE-2024-0002"));
}

using LinuxPatchApi.Patches;

namespace LinuxPatchApi.Tests.Patches;

public sealed class CveIdsTests
{
    [Theory]
    [InlineData("fixes CVE-2024-1234.", "CVE-2024-1234")]
    [InlineData("https://cve.example/CVE-2024-1234567890?x", "CVE-2024-1234567890")]
    [InlineData("(cve-2023-00001)", "CVE-2023-00001")]
    [InlineData("CVE-CVE-2024-1111", "CVE-2024-1111")]
    public void AnIdIsFoundWhereverItStands(string text, string id) => Assert.Equal([id], CveIds.In(text));

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
    public void WhatIsNoIdIsNotFound(string text) => Assert.Empty(CveIds.In(text));

    [Fact]
    public void EachIdComesOnceInOrderOfAppearance() => Assert.Equal(
        ["CVE-2024-0002", "CVE-2024-0001", "CVE-2024-0003"],
        CveIds.In("CVE-2024-0002,CVE-2024-0001", "cve-2024-0001 and CVE-2024-0003 and CVE-2024-0002"));
}

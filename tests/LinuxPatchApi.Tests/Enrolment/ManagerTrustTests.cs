using LinuxPatchApi.Enrolment;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Enrolment;

/// <summary>What a CA file of the manager is read as.</summary>
public sealed class ManagerTrustTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>The first block is sound in each; the second one is what is wrong, so many lines after its begin.</summary>
    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", 0, "")]
    [InlineData("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n", 1, "")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n", 0, "holds a damaged PEM certificate")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n", 0, "has no end; the file is cut short")]
    public async Task Case02_Damaged_block_of_a_bundle_is_named_with_its_line(string block, int after, string expected)
    {
        await using var bed = new EnrolmentBed();
        var good = (await File.ReadAllTextAsync(bed.CaFile, TestContext.Current.CancellationToken)).TrimEnd() + "\n";
        var line = good.Count(c => c == '\n') + 1 + after;
        var path = _directory.Write("ca.pem", good + block);
        var (trust, failure) = ManagerTrust.Read(path);
        Assert.Null(trust);
        Assert.StartsWith($"{path}: line {line}", failure, StringComparison.Ordinal);
        Assert.Contains(expected, failure!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bundle_of_several_with_text_between_them_is_read()
    {
        await using var bed = new EnrolmentBed();
        var good = await File.ReadAllTextAsync(bed.CaFile, TestContext.Current.CancellationToken);
        Assert.Equal(2, ManagerTrust.Read(_directory.Write("ca.pem", $"# the site's\n{good}\n{good}")).Trust!.Authorities.Count);
        var none = _directory.Write("none.pem", "#\n");
        Assert.Equal($"{none}: holds no PEM certificate", ManagerTrust.Read(none).Failure);
    }

    [Theory]
    [InlineData("system", "system", true)]
    [InlineData("/a", "/b", false)]
    [InlineData("sha256:AA", "sha256:AA", true)]
    [InlineData("sha256:{0}", "SHA256:{0}", true)]
    [InlineData("sha256:{0}", "system", false)]
    public void Fingerprints_are_the_same_in_any_spelling(string one, string other, bool isSame)
    {
        var digits = new string('a', 64);
        Assert.Equal(isSame, ManagerTrust.IsSame(one.Replace("{0}", digits), other.Replace("{0}", digits.ToUpperInvariant())));
    }
}

using System.Text;
using LinuxPatchApi.Daemon.Revocation;
using LinuxPatchApi.Tests.Support;
using LinuxPatchApi.Tls;

namespace LinuxPatchApi.Tests.Daemon.Revocation;

/// <summary>The first list of all: there is nothing yet that a bad one could leave in force.</summary>
public sealed partial class CrlDownloaderTests
{
    /// <summary>A host that never had a list does not take one that was damaged on the way for none.</summary>
    [Theory]
    [InlineData("-----BEGIN X509 CRL-----\nMIIB")]
    [InlineData("-----BEGIN CRL-----\nMIIB\n-----END CRL-----\n")]
    [InlineData("MIIB\n-----END X509 CRL-----\n")]
    [InlineData("-\0-\0-\0-\0-\0B\0")]
    public async Task First_list_that_cannot_be_read_is_told(string body)
    {
        _manager.Answer = Ok(Encoding.UTF8.GetBytes(body), "close");
        File.Delete(_tls.Settings.CrlPath);
        var enrolled = new TlsMonitor(Copy, _tls.Clock);
        enrolled.Reload(_tls.Settings with { Enrolled = _tls.Directory });
        var downloader = new CrlDownloader(Files(Defaults(), _tls.Clock, enrolled), _tls.Clock, TestLog.Of<CrlDownloader>());
        Assert.NotNull(await downloader.OnceAsync(CrlDownloader.Address(_manager.Address), enrolled.Current!, CancellationToken.None));
        Assert.NotEmpty(enrolled.DegradedReasons);
    }
}

using LinuxPatchApi.Daemon;
using LinuxPatchApi.Daemon.Enrolling;
using LinuxPatchApi.Host;
using LinuxPatchApi.Tests.Enrolment;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Daemon.Enrolling;

/// <summary>Files that an operator writes while the agent begins to enrol.</summary>
public sealed class EnrolmentPhaseTests
{
    [Theory]
    [InlineData("certificate")]
    [InlineData("authority")]
    [InlineData("configuration")]
    public async Task Case40_File_written_between_the_first_reading_and_the_watch_ends_the_enrolment(string what)
    {
        await using var bed = new EnrolmentBed();
        bed.Begin();
        var paths = new AgentPaths(bed.ConfigurationFile, "unix:path=/nonexistent", bed.Path, new HostPaths(bed.Path));
        var start = AgentStart.Load(paths, bed.Time, TextWriter.Null);
        Assert.NotNull(start.Enrolling);
        var file = what switch
        {
            "certificate" => start.Enrolling.Tls.ServerCertificatePath,
            "authority" => start.Enrolling.Tls.CaCertificatePath,
            _ => bed.ConfigurationFile,
        };
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.AppendAllTextAsync(file, "# new\n", TestContext.Current.CancellationToken);

        using var phase = new EnrolmentPhase(
            paths.ConfigurationFile, start.Enrolling, paths.Host, bed.Time, TestLog.Of<EnrolmentPhase>(), static _ => { })
        {
            Seen = start.Seen,
        };
        await Eventually.SoonAsync(phase.RunAsync(TestContext.Current.CancellationToken, TestContext.Current.CancellationToken));
        Assert.Empty(bed.Manager.Requests);
    }
}

using System.Diagnostics;
using LinuxPatchApi.Tests.Support;

namespace LinuxPatchApi.Tests.Cli;

/// <summary>The packaged manual pages and completion match the tables of the program.</summary>
public sealed class ManualPagesTests
{
    private const string Completion = "packaging/common/usr/share/bash-completion/completions/linux-patch-api";

    [Fact]
    public void The_manual_page_of_the_program_is_generated_from_its_verbs() =>
        Repository.AssertGenerated("packaging/common/usr/share/man/man8/linux-patch-api.8", ManualPages.Program());

    [Fact]
    public void The_manual_page_of_the_configuration_is_generated_from_the_settings() =>
        Repository.AssertGenerated("packaging/common/usr/share/man/man5/linux-patch-api-config.yaml.5", ManualPages.Configuration());

    [Fact]
    public void The_completion_is_generated_from_the_verbs() => Repository.AssertGenerated(Completion, ManualPages.Completion());

    [Theory]
    [InlineData("linux-patch-api d", 1, "doctor")]
    [InlineData("linux-patch-api pki is", 2, "issue")]
    [InlineData("linux-patch-api pki issue --cl", 3, "--client")]
    [InlineData("linux-patch-api check-config --co", 2, "--config")]
    [InlineData("linux-patch-api client st", 2, "status")]
    [InlineData("linux-patch-api client -H web1 re", 4, "reboot restarts repair")]
    [InlineData("linux-patch-api client --ex", 2, "--exclude")]
    public async Task Bash_completes_verbs_and_options(string line, int word, string expected)
    {
        var script = $". {Path.Combine(Repository.Root, Completion)}; COMP_WORDS=({line}); COMP_CWORD={word}; _linux_patch_api; "
            + "echo \"${COMPREPLY[*]}\"";
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true })!;
        var completed = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await bash.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(expected, completed.Trim());
    }
}

using System.Text;
using LinuxPatchApi.Api.Input;

namespace LinuxPatchApi.Tests.Api.Input;

public sealed class DryRunsTests
{
    [Theory]
    [InlineData("""{"dry_run":true}""", true)]
    [InlineData("""{"packages":[{"name":"web"}],"options":{"dry_run":false},"dry_run":true}""", true)]
    [InlineData("""{"dry_\u0072un":true}""", true)]
    [InlineData("""{"dry_run":false}""", false)]
    [InlineData("""{"dry_run":"true"}""", false)]
    [InlineData("""{"options":{"dry_run":true}}""", false)]
    [InlineData("""{"dry_run":true,"dry_run":true}""", false)]
    [InlineData("""{"dry_run":true""", false)]
    [InlineData("[true]", false)]
    [InlineData("", false)]
    [InlineData("\u0001", false)]
    public void Case23_Only_an_unambiguous_dry_run_counts_as_one(string body, bool isDryRun) =>
        Assert.Equal(isDryRun, DryRuns.IsRequested(Encoding.UTF8.GetBytes(body)));
}

using System.Text.Json;
using LinuxPatchApi.SystemTests.Support;

namespace LinuxPatchApi.SystemTests.Enrolment;

/// <summary>What the manager hears of its repository from a host whose package manager reads it.</summary>
internal sealed class RepositoryReader(AgentClient client)
{
    private const string Refusal = "does not accept the signature of the manager's repository";

    /// <summary>Until the agent offers that version.</summary>
    /// <param name="isAsked">Whether a refresh is asked for, which the agent makes once in a while only; else it comes by itself.</param>
    public async Task OffersAsync(string package, string version, bool isAsked = false)
    {
        await Eventually.AsWantedAsync(
            $"{package} {version}", () => client.GetAsync($"/api/v1/patches?name={package}{(isAsked ? "&max_age=0" : "")}"),
            list => list.Status == 200 && Versions(list).Contains(version), seconds: 120);
        var health = await Eventually.AsWantedAsync("a repository in health", client.HealthAsync, now => IsSynced(now) == true);
        Assert.Equal("valid", health.Text("gpg_key_status"));
        Assert.Contains("\nlinux_patch_api_manager_repository_synced 1\n", (await GetAsync("/metrics")).Text);
        Assert.Equal("ok", (await CheckAsync()).Text("status"));
    }

    public async Task DoesNotOfferAsync(string package, string version) =>
        Assert.DoesNotContain(version, Versions(await GetAsync($"/api/v1/patches?name={package}")));

    /// <summary>Until health says why.</summary>
    /// <param name="reason">In health; doctor says the same.</param>
    /// <param name="wasRead">It counts as set up, by what was read before, until the next refresh, which is asked for; else never.</param>
    public async Task IsRefusedAsync(string reason, bool wasRead = false)
    {
        var health = await Eventually.AsWantedAsync(
            reason,
            async () =>
            {
                if (wasRead)
                {
                    await client.GetAsync("/api/v1/patches?max_age=0");
                }

                var now = await client.HealthAsync();
                Assert.True(wasRead || IsSynced(now) != true, $"it counts as synced: {now}");
                return now;
            },
            now => now.Texts("degraded_reasons").Any(said => said.Contains(reason, StringComparison.Ordinal)),
            seconds: 120);
        Assert.False(IsSynced(health));
        Assert.Equal("degraded", health.Text("status"));
        Assert.Contains("\nlinux_patch_api_manager_repository_synced 0\n", (await GetAsync("/metrics")).Text);
        var check = await CheckAsync();
        Assert.Equal("warning", check.Text("status"));
        Assert.Contains(reason, check.Text("problem"));
    }

    /// <inheritdoc cref="IsRefusedAsync(string, bool)"/>
    public Task IsRefusedAsync(bool wasRead = false) => IsRefusedAsync(Refusal, wasRead);

    private async Task<JsonElement> CheckAsync() =>
        (await GetAsync("/api/v1/system/doctor")).Data.Items("checks").Named("manager-repository");

    /// <summary>Once the limit of the rate allows it, which health does not count for.</summary>
    private async Task<Answer> GetAsync(string path) =>
        (await Eventually.AsWantedAsync(path, () => client.GetAsync(path), answer => answer.Status != 429)).Expect(200);

    private static bool? IsSynced(JsonElement health) => health.IsNull("repo_config_synced") ? null : health.Flag("repo_config_synced");

    private static IEnumerable<string?> Versions(Answer list) => list.Data.Items("patches").Select(p => p.Text("available_version"));
}

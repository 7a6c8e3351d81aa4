using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Tests.Jobs;

/// <summary>The words of contract section 5, typed off here a second time.</summary>
public sealed class JobSpellingTests
{
    [Fact]
    public void Operations_are_spelled_as_the_contract_has_them() => AssertWords(
        JobSpelling.Operations, "install", "update", "remove", "patch_apply", "rollback", "reboot", "self_update", "service_restart", "repair", "unknown");

    [Fact]
    public void Statuses_are_spelled_as_the_contract_has_them() => AssertWords(
        JobSpelling.Statuses, "pending", "running", "rebooting", "completed", "failed", "cancelled");

    [Fact]
    public void Phases_are_spelled_as_the_contract_has_them() => AssertWords(
        JobSpelling.Phases, "queued", "refreshing", "resolving", "downloading", "installing", "removing", "verifying", "rebooting", "done");

    [Fact]
    public void Error_codes_are_spelled_as_the_contract_has_them() => AssertWords(
        JobSpelling.ErrorCodes,
        "PKG_MANAGER_ERROR", "PKG_NOT_FOUND", "PKG_VERSION_NOT_FOUND", "DEPENDENCY_CONFLICT", "CACHE_REFRESH_ERROR", "NETWORK_ERROR",
            "GPG_ERROR",
        "PERMISSION_DENIED", "DISK_FULL", "READ_ONLY", "LOCKED", "SCRIPT_FAILED", "BACKEND_UNAVAILABLE", "REBOOT_ERROR", "TIMEOUT", "CANCELLED",
        "AGENT_RESTARTED", "HOST_REBOOTED", "ROLLBACK_FAILED", "UNKNOWN_ERROR");

    [Fact]
    public void Outcomes_are_spelled_as_the_contract_has_them() => AssertWords(
        JobSpelling.Outcomes, "planned", "applied", "unchanged", "different", "skipped");

    [Fact]
    public void Actions_are_spelled_in_one_word_each() => AssertWords(
        JobSpelling.Actions, "install", "upgrade", "downgrade", "reinstall", "remove");

    [Theory]
    [InlineData("Pending")]
    [InlineData("pending ")]
    [InlineData("")]
    [InlineData(null)]
    public void Another_spelling_is_not_taken(string? word) => Assert.False(JobSpelling.Statuses.TryParse(word, out _));

    /// <summary>In the order of the enumeration: each value has its own word and each word leads back.</summary>
    private static void AssertWords<T>(Spelling<T> spelling, params string[] words) where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        Assert.Equal(words, values.Select(spelling.Of));
        Assert.All(values, value => Assert.True(spelling.TryParse(spelling.Of(value), out var back) && back.Equals(value)));
        Assert.Equal(words.Order(StringComparer.Ordinal), spelling.Names.Order(StringComparer.Ordinal));
    }
}

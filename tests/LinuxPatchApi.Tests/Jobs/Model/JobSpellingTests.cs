using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Tests.Jobs.Model;

/// <summary>The wire names of contract section 5, copied here a second time.</summary>
public sealed class JobSpellingTests
{
    [Fact]
    public void Operations_are_spelled_as_the_contract_has_them() => AssertNames(
        JobSpelling.Operations, "install", "update", "remove", "patch_apply", "rollback", "reboot", "self_update", "service_restart",
        "repair", "unknown");

    [Fact]
    public void Statuses_are_spelled_as_the_contract_has_them() => AssertNames(
        JobSpelling.Statuses, "pending", "running", "rebooting", "completed", "failed", "cancelled");

    [Fact]
    public void Phases_are_spelled_as_the_contract_has_them() => AssertNames(
        JobSpelling.Phases, "queued", "refreshing", "resolving", "downloading", "installing", "removing", "verifying", "rebooting", "done");

    [Fact]
    public void Error_codes_are_spelled_as_the_contract_has_them() => AssertNames(
        JobSpelling.ErrorCodes,
        "PKG_MANAGER_ERROR", "PKG_NOT_FOUND", "PKG_VERSION_NOT_FOUND", "DEPENDENCY_CONFLICT", "CACHE_REFRESH_ERROR",
        "NETWORK_ERROR", "GPG_ERROR", "PERMISSION_DENIED", "DISK_FULL", "READ_ONLY", "LOCKED", "SCRIPT_FAILED",
        "BACKEND_UNAVAILABLE", "REBOOT_ERROR", "TIMEOUT", "CANCELLED", "AGENT_RESTARTED", "HOST_REBOOTED", "ROLLBACK_FAILED",
        "UNKNOWN_ERROR");

    [Fact]
    public void Outcomes_are_spelled_as_the_contract_has_them() => AssertNames(
        JobSpelling.Outcomes, "planned", "applied", "unchanged", "different", "skipped");

    [Fact]
    public void Sort_orders_of_the_job_list_are_spelled_as_the_contract_has_them() => AssertNames(
        JobSpelling.Sorts, "created_at", "updated_at", "status");

    [Fact]
    public void Actions_have_one_wire_name_each() => AssertNames(
        JobSpelling.Actions, "install", "upgrade", "downgrade", "reinstall", "remove");

    [Theory]
    [InlineData("Pending")]
    [InlineData("pending ")]
    [InlineData("")]
    [InlineData(null)]
    public void Another_spelling_is_not_accepted(string? name) => Assert.False(JobSpelling.Statuses.TryParse(name, out _));

    /// <summary>In the order of the enum: each value has its own name, and each name parses to its value.</summary>
    private static void AssertNames<T>(Spelling<T> spelling, params string[] names) where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        Assert.Equal(names, values.Select(spelling.Of));
        Assert.All(values, value => Assert.True(spelling.TryParse(spelling.Of(value), out var back) && back.Equals(value)));
        Assert.Equal(names.Order(StringComparer.Ordinal), spelling.Names.Order(StringComparer.Ordinal));
    }
}

using LinuxPatchApi.Jobs.Execution;
using LinuxPatchApi.Jobs.Queue;
using LinuxPatchApi.Jobs.Store;

namespace LinuxPatchApi.Tests.Architecture;

/// <summary>The record of a job has one way in.</summary>
public sealed class StoreWritesTests
{
    private static readonly string[] Writing = [nameof(JobStore.Update), nameof(JobStore.TryUpdate), nameof(JobStore.TryDelete),
        nameof(JobStore.Hold), nameof(JobStore.Add)];

    /// <summary>Admission makes the record; there is no context of a job before it.</summary>
    [Fact]
    public void Records_of_jobs_are_written_through_their_context_only() => Assert.Equal(
        ["JobContext.Hold", "JobContext.TryDelete", "JobContext.TryUpdate", "JobContext.Update", "JobService.Add"],
        CodeUses.Types
            .SelectMany(type => CodeUses.Methods(type).SelectMany(CodeUses.Of)
                .Where(used => used.DeclaringType == typeof(JobStore) && Writing.Contains(used.Name))
                .Select(used => $"{Outer(type).Name}.{used.Name}"))
            .Where(use => !use.StartsWith(nameof(JobStore) + ".", StringComparison.Ordinal))
            .Distinct().Order(StringComparer.Ordinal));

    private static Type Outer(Type type) => type.DeclaringType is { } outer ? Outer(outer) : type;
}

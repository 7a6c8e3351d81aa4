using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.Jobs.States;

/// <summary>
/// Bounds the texts of a job that others may have written: the package manager, its scripts, whoever holds an inhibitor. Pure.
/// </summary>
internal static class JobTexts
{
    /// <param name="before">The job whose lists are bounded already; null for one that was read.</param>
    public static Job Bounded(Job job, Job? before) => job with
    {
        Message = Message(job.Message)!,
        Error = Message(job.Error),
        CurrentPackage = Line(job.CurrentPackage),
        Warnings = ReferenceEquals(job.Warnings, before?.Warnings) ? job.Warnings : [.. job.Warnings.Select(w => Line(w)!)],
        Changes = ReferenceEquals(job.Changes, before?.Changes) || job.Changes.All(c => IsSame(c.Reason)) ? job.Changes
            : [.. job.Changes.Select(c => c with { Reason = Line(c.Reason) })],
        Restarted = job.Restarted?.All(r => IsSame(r.Reason)) ?? true ? job.Restarted
            : [.. job.Restarted.Select(r => r with { Reason = Line(r.Reason) })],
    };

    private static bool IsSame(string? reason) => ReferenceEquals(reason, Line(reason));

    private static string? Message(string? text) => text is null ? null : OneLine.Of(text, JobLimits.MessageLength);

    private static string? Line(string? text) => text is null ? null : JobLog.Clean(text);
}

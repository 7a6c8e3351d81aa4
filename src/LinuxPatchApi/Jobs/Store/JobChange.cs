using LinuxPatchApi.Jobs.Events;
using LinuxPatchApi.Jobs.Model;
using LinuxPatchApi.Jobs.States;

namespace LinuxPatchApi.Jobs.Store;

/// <summary>Applies a change to a job, and tells what it means for watchers and for an outstanding verdict. Pure.</summary>
internal static class JobChange
{
    /// <summary>Returns the changed job, numbered and marked; the same object when nothing has changed.</summary>
    public static Job Apply(Job before, Func<Job, Job> change, HistoryClock clock)
    {
        var next = change(before);
        if (ReferenceEquals(next, before))
        {
            return before;
        }

        next = JobTexts.Bounded(next, before);
        next = (IsVisible(before, next) ? next with { Sequence = before.Sequence + 1 } : next).Marked(clock.Now());
        return IsDecided(before, next) ? next with { DecidedOn = clock.Now().On } : next;
    }

    /// <summary>True when a change settles what the job's end left open.</summary>
    public static bool IsDecided(Job before, Job next) =>
        before is { IsTerminal: true, VerdictOutstanding: true } && !next.VerdictOutstanding && !next.Hidden;

    /// <summary>True when watchers can see the change. After the end of a job they see none.</summary>
    public static bool IsVisible(Job before, Job next) => !before.IsTerminal && JobEvent.Differ(before, next);
}

using System.Text;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs;

/// <summary>What kind of thing a job changed.</summary>
internal enum EffectKind
{
    /// <summary>A package.</summary>
    Package,

    /// <summary>A unit of the service manager.</summary>
    Unit,

    /// <summary>The host as a whole.</summary>
    Host,
}

/// <summary>One thing that a job changed, or was to change.</summary>
/// <param name="From">Null when there was nothing before, or it has no version.</param>
/// <param name="To">Null when it is to be gone, is not known, or has no version.</param>
internal sealed record JobEffect(EffectKind Kind, string Name, string Action, string? From, string? To, string Outcome);

/// <summary>What a job did, for the logs that outlive it. Pure.</summary>
internal static class JobEffects
{
    /// <summary>Packages first, those that were skipped last among them.</summary>
    public static IReadOnlyList<JobEffect> Of(Job job)
    {
        var effects = job.Changes.OrderBy(c => c.Outcome == ChangeOutcome.Skipped).Select(c => new JobEffect(
            EffectKind.Package,
            c.Architecture.Length == 0 ? c.Name : $"{c.Name}:{c.Architecture}",
            JobSpelling.Actions.Of(c.Action),
            c.FromVersion,
            c.ToVersion,
            JobSpelling.Outcomes.Of(c.Outcome))).ToList();
        effects.AddRange((job.Restarted ?? []).Select(r => new JobEffect(EffectKind.Unit, r.Unit, "restart", null, null, JobSpelling.Restarts.Of(r.Outcome))));
        if (job.Reboot is { } reboot)
        {
            effects.Add(new JobEffect(
                EffectKind.Host, "kernel", "reboot", reboot.KernelBefore, reboot.KernelAfter, reboot.NewBootId is { } boot ? $"back with boot id {boot}" : "not rebooted"));
        }

        return effects;
    }

    /// <summary>As one line, bounded in number and length, with a count of the rest; empty when the job changed nothing.</summary>
    public static string Line(Job job)
    {
        var effects = Of(job);
        var text = new StringBuilder();
        var told = 0;
        foreach (var effect in effects.Take(JobLimits.EffectsTold))
        {
            var one = $"{effect.Action} {effect.Name} {effect.From ?? "-"} to {effect.To ?? "-"}: {effect.Outcome}";
            if (effect.Kind == EffectKind.Unit)
            {
                one = $"restart {effect.Name}: {effect.Outcome}";
            }

            if (text.Length + one.Length > JobLimits.EffectsLength)
            {
                break;
            }

            text.Append(text.Length == 0 ? "" : "; ").Append(one);
            told++;
        }

        return told == effects.Count ? text.ToString() : text.Append(text.Length == 0 ? "" : "; ").Append($"and {effects.Count - told} more").ToString();
    }
}

using System.Text;
using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Jobs.States;

/// <summary>What kind of thing a job changed.</summary>
internal enum EffectKind
{
    /// <summary>A package.</summary>
    Package,

    /// <summary>A unit of the service manager.</summary>
    Unit,

    /// <summary>The host itself.</summary>
    Host,
}

/// <summary>One thing that a job changed, or should have changed.</summary>
/// <param name="From">The version before; null when there was none.</param>
/// <param name="To">The version after; null when it is to be removed, is unknown, or there is none.</param>
internal sealed record JobEffect(EffectKind Kind, string Name, string Action, string? From, string? To, string Outcome);

/// <summary>What a job did, for the logs that outlive it. Pure.</summary>
internal static class JobEffects
{
    /// <summary>Returns packages first; of those, the skipped ones last.</summary>
    public static IReadOnlyList<JobEffect> Of(Job job)
    {
        var effects = job.ShownChanges().OrderBy(c => c.Outcome == ChangeOutcome.Skipped).Select(c => new JobEffect(
            EffectKind.Package,
            c.Architecture.Length == 0 ? c.Name : $"{c.Name}:{c.Architecture}",
            JobSpelling.Actions.Of(c.Action),
            c.FromVersion,
            c.ToVersion,
            JobSpelling.Outcomes.Of(c.Outcome))).ToList();
        effects.AddRange((job.Restarted ?? []).Select(
            r => new JobEffect(EffectKind.Unit, r.Unit, "restart", null, null, JobSpelling.Restarts.Of(r.Outcome))));
        if (job.Reboot is { } reboot)
        {
            effects.Add(new JobEffect(
                EffectKind.Host,
                "kernel",
                "reboot",
                reboot.KernelBefore,
                reboot.KernelAfter,
                reboot.NewBootId is { } boot ? $"back with boot id {boot}" : "not rebooted"));
        }

        return effects;
    }

    /// <summary>Returns one line, bounded in number and length, with a count of the rest; empty when the job changed nothing.</summary>
    public static string Line(Job job)
    {
        var effects = Of(job);
        var text = new StringBuilder();
        var listed = 0;
        foreach (var effect in effects.Take(JobLimits.EffectsLogged))
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
            listed++;
        }

        return listed == effects.Count
            ? text.ToString()
            : text.Append(text.Length == 0 ? "" : "; ").Append($"and {effects.Count - listed} more").ToString();
    }
}

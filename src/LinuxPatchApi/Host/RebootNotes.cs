namespace LinuxPatchApi.Host;

/// <summary>The evidence against a reboot: the tests of <see cref="RebootNeed"/> that yielded no reason, as sentences. Pure.</summary>
internal static class RebootNotes
{
    /// <inheritdoc cref="RebootNeed.Reasons"/>
    /// <param name="unknownKernels">Images whose release is not known.</param>
    public static IReadOnlyList<string> Of(
        RebootMarker? marker, IReadOnlyList<string> restartHints, string? container, string runningKernel,
            IReadOnlyList<string> installedKernels, IReadOnlyList<string> unknownKernels)
    {
        var notes = new List<string>();
        if (marker is null)
        {
            notes.Add("the distribution's marker (reboot-required) is not set");
        }
        else if (RebootNeed.Reasons(marker, [], container, runningKernel, []).Count == 0)
        {
            notes.Add($"the distribution's marker names kernel packages only ({string.Join(", ", marker.Packages)})");
        }

        if (restartHints.Count == 0)
        {
            notes.Add("the package manager has not asked for a restart of the system since boot");
        }

        if (container is not null)
        {
            notes.Add($"this is a container ({container}): its kernel is its host's matter");
        }
        else if (unknownKernels.Count > 0 && RebootNeed.Reasons(null, [], null, runningKernel, installedKernels).Count == 0)
        {
            notes.Add(
                $"whether a newer kernel than the running {runningKernel} is installed is not known: "
                    + $"{string.Join(", ", unknownKernels)} does not say its release");
        }
        else if (installedKernels.Count == 0)
        {
            notes.Add($"no installed kernel was found to compare with the running {runningKernel}");
        }
        else if (RebootNeed.Reasons(null, [], null, runningKernel, installedKernels).Count == 0)
        {
            notes.Add($"kernel {runningKernel} is running and no newer one of its kind is installed");
        }

        return notes;
    }
}

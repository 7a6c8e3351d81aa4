namespace LinuxPatchApi.Checks;

/// <summary>One question about the host or the agent. It lives in the room that it asks about.</summary>
internal interface ICheck
{
    /// <summary>In kebab-case; the name on the wire. Checks of one subject in several places may share it.</summary>
    string Id { get; }

    /// <summary>Stands for what the answer depends on and is known without looking: another value when another answer may be due at once. Costs
    /// nothing, and is asked at every request of health. Null: only the files of the host change the answer.</summary>
    object? Mark => null;

    /// <summary>The answer; null where the question makes no sense. Never throws for what is wrong with the host: that is its answer.</summary>
    ValueTask<CheckResult?> RunAsync(CheckDepth depth, CancellationToken cancellationToken);
}

/// <summary>How far a check goes for its answer.</summary>
internal enum CheckDepth
{
    /// <summary>From what is known, and from local files that are read in milliseconds: for health, which waits for nobody.</summary>
    Known,

    /// <summary>Other services are asked and waited for: for <c>doctor</c>.</summary>
    Asked,
}

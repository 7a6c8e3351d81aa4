using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Model;

/// <summary>Why a query to the package manager failed, or a change was not made.</summary>
/// <param name="Message">For people; with the remedy where one is known.</param>
/// <param name="Retryable">True when the same request may succeed later on an unchanged host.</param>
internal sealed record PackageFailure(JobErrorCode Code, string Message, bool Retryable)
{
    /// <summary>Returns the failure of an engine that stays silent.</summary>
    /// <param name="limit">How long it was waited for; told in minutes.</param>
    public static PackageFailure NoAnswer(TimeSpan limit) =>
        new(JobErrorCode.BackendUnavailable, $"the package manager did not answer within {limit.TotalMinutes:0} minutes", Retryable: true);

    /// <summary>What keeps exactly these packages out; null when the host or the package manager as a whole fails.</summary>
    public BlockKind? Block { get; init; }

    /// <summary>The packages concerned, for programs; empty when there are none or only the message names them.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The cause, where the agent itself acts on it.</summary>
    public FailureCause Cause { get; init; }

    /// <summary>True when an admin may do what was refused.</summary>
    public bool NeedsAdmin { get; init; }

    /// <summary>True when every other package would fail as well: then no smaller set of packages can go in.</summary>
    public bool ConcernsAll => Block is null && Code is (JobErrorCode.BackendUnavailable or JobErrorCode.PermissionDenied
        or JobErrorCode.DiskFull or JobErrorCode.ReadOnly or JobErrorCode.Locked or JobErrorCode.NetworkError
        or JobErrorCode.CacheRefreshError or JobErrorCode.Timeout or JobErrorCode.Cancelled);
}

/// <summary>The cause of a failure, beyond its code.</summary>
internal enum FailureCause
{
    /// <summary>None beyond the code.</summary>
    None,

    /// <summary>The package manager's service believes the host to be offline, and refuses to download.</summary>
    Offline,
}

/// <summary>A value, or the failure.</summary>
internal readonly struct PackageResult<T>
{
    private readonly T? _value;

    private PackageResult(T? value, PackageFailure? failure)
    {
        _value = value;
        Failure = failure;
    }

    /// <summary>Null when there is a value.</summary>
    public PackageFailure? Failure { get; }

    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(false, nameof(Failure))]
    public bool IsSuccess => Failure is null;

    public T Value => Failure is null ? _value! : throw new InvalidOperationException("a failure has no value: " + Failure.Message);

    public static implicit operator PackageResult<T>(T value) => new(value, null);

    public static implicit operator PackageResult<T>(PackageFailure failure) => new(default, failure);

    public static PackageResult<T> Of(T value) => new(value, null);
}

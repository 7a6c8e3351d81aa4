using LinuxPatchApi.Jobs.Model;

namespace LinuxPatchApi.Packages.Model;

/// <summary>Why a question to the package manager has no answer, or a change was not made.</summary>
/// <param name="Message">For people; with the remedy where one is known.</param>
/// <param name="Retryable">Whether the same may succeed later without a change of the host or the request.</param>
internal sealed record PackageFailure(JobErrorCode Code, string Message, bool Retryable)
{
    /// <summary>What keeps these very packages out; null when the failure is not about them, but about the host or the package manager.</summary>
    public BlockKind? Block { get; init; }

    /// <summary>The packages that it is about, for machines; empty when it is about none or only the message knows.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>What is behind it, where a program has to know.</summary>
    public FailureCause Cause { get; init; }

    /// <summary>Whether an admin may do what was refused.</summary>
    public bool NeedsAdmin { get; init; }

    /// <summary>Whether it would meet every other package as well: no smaller set of packages can go in then.</summary>
    public bool ConcernsAll => Block is null && Code is (JobErrorCode.BackendUnavailable or JobErrorCode.PermissionDenied
        or JobErrorCode.DiskFull or JobErrorCode.ReadOnly or JobErrorCode.Locked or JobErrorCode.NetworkError or JobErrorCode.CacheRefreshError or JobErrorCode.Timeout
        or JobErrorCode.Cancelled);
}

/// <summary>What is behind a failure beyond its code.</summary>
internal enum FailureCause
{
    /// <summary>Nothing that the code does not say.</summary>
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

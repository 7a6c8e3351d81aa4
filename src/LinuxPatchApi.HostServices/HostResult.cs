using System.Diagnostics.CodeAnalysis;

namespace LinuxPatchApi.HostServices;

/// <summary>A value, or the failure that explains why there is none.</summary>
public readonly struct HostResult<T>
{
    private readonly T? _value;
    private readonly bool _succeeded;

    private HostResult(T? value, HostFailure? failure, bool succeeded)
    {
        _value = value;
        Failure = failure;
        _succeeded = succeeded;
    }

    /// <summary>True when <see cref="Value"/> may be read.</summary>
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsSuccess => _succeeded;

    /// <summary>Null exactly when <see cref="IsSuccess"/> is true. A default instance has neither, which is a bug.</summary>
    public HostFailure? Failure { get; }

    /// <exception cref="InvalidOperationException">The result is a failure; reading its value is a bug in the caller.</exception>
    public T Value => _succeeded ? _value! : throw new InvalidOperationException($"No value: {Failure}");

    public static implicit operator HostResult<T>(T value) => Success(value);

    public static implicit operator HostResult<T>(HostFailure failure) => Failed(failure);

    public static HostResult<T> Success(T value) => new(value, null, true);

    public static HostResult<T> Failed(HostFailure failure) => new(default, failure, false);

    /// <summary>Returns the mapped value, or the same failure for another value type.</summary>
    public HostResult<TOut> Map<TOut>(Func<T, TOut> map) =>
        IsSuccess ? HostResult<TOut>.Success(map(_value!)) : HostResult<TOut>.Failed(Failure);
}

using System.Diagnostics.CodeAnalysis;

namespace LinuxPatchApi.DBus.Errors;

/// <summary>A value, or the reason why there is none.</summary>
public readonly struct DBusResult<T>
{
    private readonly T? _value;

    private DBusResult(T? value, DBusFailure? failure)
    {
        _value = value;
        Failure = failure;
    }

    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsSuccess => Failure is null;

    /// <summary>Null on success.</summary>
    public DBusFailure? Failure { get; }

    /// <exception cref="InvalidOperationException">The result is a failure; reading it is a bug of the caller.</exception>
    public T Value => Failure is null ? _value! : throw new InvalidOperationException($"No value: {Failure}");

    public static implicit operator DBusResult<T>(T value) => new(value, null);

    public static implicit operator DBusResult<T>(DBusFailure failure) => new(default, failure);

    public static DBusResult<T> Success(T value) => new(value, null);
}

namespace LinuxPatchApi.Checks;

/// <summary>The marks of all health checks at one moment: equal as long as none has changed.</summary>
internal readonly struct CheckMark(object?[] marks) : IEquatable<CheckMark>
{
    private readonly object?[] _marks = marks;

    public bool Equals(CheckMark other) => _marks.AsSpan().SequenceEqual(other._marks);

    public override bool Equals(object? obj) => obj is CheckMark other && Equals(other);

    public override int GetHashCode() => _marks.Length;
}

namespace LinuxPatchApi.Http.Bodies;

/// <summary>How the end of a body is determined and, for <see cref="BodyKind.Length"/>, its length in bytes.</summary>
internal readonly record struct BodyFraming(BodyKind Kind, long Length)
{
    /// <summary>True when no body bytes follow the head.</summary>
    public bool IsEmpty => Kind == BodyKind.None || (Kind == BodyKind.Length && Length == 0);
}

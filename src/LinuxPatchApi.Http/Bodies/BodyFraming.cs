namespace LinuxPatchApi.Http.Bodies;

/// <summary>Kind and, for <see cref="BodyKind.Length"/>, number of bytes.</summary>
internal readonly record struct BodyFraming(BodyKind Kind, long Length)
{
    /// <summary>No byte of body follows the head.</summary>
    public bool IsEmpty => Kind == BodyKind.None || (Kind == BodyKind.Length && Length == 0);
}

namespace LinuxPatchApi.Http.Parsing;

/// <summary>Where one header field lies in the head's buffer.</summary>
internal readonly record struct HeaderEntry(int NameStart, int NameLength, int ValueStart, int ValueLength);

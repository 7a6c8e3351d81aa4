namespace LinuxPatchApi.OpenPgp;

/// <summary>Limits of what is read of keys.</summary>
internal static class OpenPgpLimits
{
    /// <summary>Bytes of a file with keys, armoured or not. Origin: Debian's archive keyring has 57 KB, a keyring of developers 2
    /// MB.</summary>
    public const int FileBytes = 4 * 1024 * 1024;

    /// <summary>Packets of one file. Origin: the same keyring has 400, and one in which each packager has a key 6422.</summary>
    public const int Packets = 16384;

    /// <summary>Keys of one file. Origin: the same keyrings have 20 and 165.</summary>
    public const int Keys = 512;

    /// <summary>Bytes of a key's packet or of a signature. Origin: RSA with 16384 bits has 2 KB; signatures carry notes of some
    /// hundred.</summary>
    public const int PacketBytes = 64 * 1024;

    /// <summary>
    /// Signatures of one file that are verified; the rest of the file counts as unreadable. Origin: a maintained key has a dozen of its
    /// own, and each costs some 50 µs.
    /// </summary>
    public const int Verified = 2048;

    /// <summary>Bits of an RSA key from which the package managers accept it (RFC 9580 section 12.4).</summary>
    public const int RsaBits = 2048;
}

using LinuxPatchApi.Native;

namespace LinuxPatchApi.SelfUpdate;

/// <summary>
/// The SELinux label of a file. Everything below /var/lib is data by its label there (var_lib_t), which the policies of Fedora and of
/// Enterprise Linux let no service execute: the copy of a program needs the label of the program.
/// </summary>
internal static class SecurityLabel
{
    public const string Attribute = "security.selinux";

    /// <summary>Bytes. Origin: SELinux reads a page at most.</summary>
    private const int MostBytes = 4096;

    /// <summary>Gives a file the label of another. False where there are no labels, or the policy does not allow it.</summary>
    public static bool Copy(string from, string to, string attribute = Attribute)
    {
        Span<byte> label = stackalloc byte[MostBytes];
        var length = LibC.GetAttribute(from, attribute, label);
        return length > 0 && LibC.SetAttribute(to, attribute, label[..length]);
    }
}

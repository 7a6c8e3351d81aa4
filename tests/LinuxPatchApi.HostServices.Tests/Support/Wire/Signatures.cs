using System.Text;

namespace LinuxPatchApi.HostServices.Tests.Support.Wire;

/// <summary>Signatures as text.</summary>
internal static class Signatures
{
    public static bool IsValid(ReadOnlySpan<char> signature) => HostServices.Bus.Transport.Signatures.IsValid(Bytes(signature));

    public static bool IsSingleType(ReadOnlySpan<char> signature) => HostServices.Bus.Transport.Signatures.IsSingleType(Bytes(signature));

    public static int FirstTypeLength(ReadOnlySpan<char> signature) =>
        HostServices.Bus.Transport.Signatures.FirstTypeLength(Bytes(signature));

    public static int AlignmentOf(char code) => HostServices.Bus.Transport.Signatures.AlignmentOf((byte)code);

    private static byte[] Bytes(ReadOnlySpan<char> text) => Encoding.ASCII.GetBytes(text.ToString());
}

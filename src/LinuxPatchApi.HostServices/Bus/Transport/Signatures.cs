namespace LinuxPatchApi.HostServices.Bus.Transport;

/// <summary>Syntax of signatures (D-Bus specification, "Type System"): complete types, alignment and nesting limits.</summary>
internal static class Signatures
{
    /// <summary>True for a sequence of complete types, possibly empty.</summary>
    public static bool IsValid(ReadOnlySpan<byte> signature)
    {
        if (signature.Length > BusLimits.MaxSignatureLength)
        {
            return false;
        }

        while (signature.Length > 0)
        {
            var length = MeasureType(signature, 0, 0);
            if (length == 0)
            {
                return false;
            }

            signature = signature[length..];
        }

        return true;
    }

    /// <summary>True for exactly one complete type, as in a variant.</summary>
    public static bool IsSingleType(ReadOnlySpan<byte> signature) =>
        signature.Length is > 0 and <= BusLimits.MaxSignatureLength && MeasureType(signature, 0, 0) == signature.Length;

    /// <summary>Returns the length of the first complete type of a valid signature.</summary>
    public static int FirstTypeLength(ReadOnlySpan<byte> signature) => MeasureType(signature, 0, 0);

    /// <summary>Returns the alignment in bytes of a type, given its first code.</summary>
    public static int AlignmentOf(byte code) => (char)code switch
    {
        'y' or 'g' or 'v' => 1,
        'n' or 'q' => 2,
        'b' or 'i' or 'u' or 'h' or 's' or 'o' or 'a' => 4,
        _ => 8,
    };

    private static bool IsBasic(byte code) => "ybnqiuxtdhsog"u8.Contains(code);

    private static int MeasureType(ReadOnlySpan<byte> signature, int arrays, int structs)
    {
        if (signature.Length == 0)
        {
            return 0;
        }

        return (char)signature[0] switch
        {
            'v' => 1,
            'a' => MeasureArray(signature, arrays + 1, structs),
            '(' => MeasureStruct(signature, arrays, structs + 1),
            _ => IsBasic(signature[0]) ? 1 : 0,
        };
    }

    private static int MeasureArray(ReadOnlySpan<byte> signature, int arrays, int structs)
    {
        if (arrays > BusLimits.MaxArrayDepth || signature.Length < 2)
        {
            return 0;
        }

        var element = signature[1] == (byte)'{'
            ? MeasureDictEntry(signature[1..], arrays, structs + 1)
            : MeasureType(signature[1..], arrays, structs);
        return element == 0 ? 0 : element + 1;
    }

    private static int MeasureDictEntry(ReadOnlySpan<byte> signature, int arrays, int structs)
    {
        if (structs > BusLimits.MaxStructDepth || signature.Length < 4 || !IsBasic(signature[1]))
        {
            return 0;
        }

        var value = MeasureType(signature[2..], arrays, structs);
        return value != 0 && signature.Length > value + 2 && signature[value + 2] == (byte)'}' ? value + 3 : 0;
    }

    private static int MeasureStruct(ReadOnlySpan<byte> signature, int arrays, int structs)
    {
        if (structs > BusLimits.MaxStructDepth)
        {
            return 0;
        }

        var position = 1;
        while (position < signature.Length && signature[position] != (byte)')')
        {
            var field = MeasureType(signature[position..], arrays, structs);
            if (field == 0)
            {
                return 0;
            }

            position += field;
        }

        return position > 1 && position < signature.Length ? position + 1 : 0;
    }
}

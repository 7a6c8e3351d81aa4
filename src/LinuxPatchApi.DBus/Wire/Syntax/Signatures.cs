namespace LinuxPatchApi.DBus.Wire.Syntax;


/// <summary>Syntax of signatures (D-Bus specification, "Type System"): single complete types, alignment, limits of nesting.</summary>
internal static class Signatures
{
    /// <summary>A sequence of complete types, possibly empty.</summary>
    public static bool IsValid(ReadOnlySpan<char> signature)
    {
        if (signature.Length > DBusLimits.MaxSignatureLength)
        {
            return false;
        }

        while (signature.Length > 0)
        {
            int length = MeasureType(signature, 0, 0);
            if (length == 0)
            {
                return false;
            }

            signature = signature[length..];
        }

        return true;
    }

    /// <summary>Exactly one complete type, as a variant holds.</summary>
    public static bool IsSingleType(ReadOnlySpan<char> signature) =>
        signature.Length is > 0 and <= DBusLimits.MaxSignatureLength && MeasureType(signature, 0, 0) == signature.Length;

    /// <summary>Length of the first complete type of a signature that is known to be valid.</summary>
    public static int FirstTypeLength(ReadOnlySpan<char> signature) => MeasureType(signature, 0, 0);

    /// <summary>Alignment in bytes of a value of the type that starts with this code.</summary>
    public static int AlignmentOf(char code) => code switch
    {
        'y' or 'g' or 'v' => 1,
        'n' or 'q' => 2,
        'b' or 'i' or 'u' or 'h' or 's' or 'o' or 'a' => 4,
        _ => 8,
    };

    public static bool IsBasic(char code) => "ybnqiuxtdhsog".Contains(code);

    private static int MeasureType(ReadOnlySpan<char> signature, int arrays, int structs)
    {
        if (signature.Length == 0)
        {
            return 0;
        }

        return signature[0] switch
        {
            'v' => 1,
            'a' => MeasureArray(signature, arrays + 1, structs),
            '(' => MeasureStruct(signature, arrays, structs + 1),
            var code => IsBasic(code) ? 1 : 0,
        };
    }

    private static int MeasureArray(ReadOnlySpan<char> signature, int arrays, int structs)
    {
        if (arrays > DBusLimits.MaxArrayDepth || signature.Length < 2)
        {
            return 0;
        }

        int element = signature[1] == '{'
            ? MeasureDictEntry(signature[1..], arrays, structs + 1)
            : MeasureType(signature[1..], arrays, structs);
        return element == 0 ? 0 : element + 1;
    }

    private static int MeasureDictEntry(ReadOnlySpan<char> signature, int arrays, int structs)
    {
        if (structs > DBusLimits.MaxStructDepth || signature.Length < 4 || !IsBasic(signature[1]))
        {
            return 0;
        }

        int value = MeasureType(signature[2..], arrays, structs);
        return value != 0 && signature.Length > value + 2 && signature[value + 2] == '}' ? value + 3 : 0;
    }

    private static int MeasureStruct(ReadOnlySpan<char> signature, int arrays, int structs)
    {
        if (structs > DBusLimits.MaxStructDepth)
        {
            return 0;
        }

        int position = 1;
        while (position < signature.Length && signature[position] != ')')
        {
            int field = MeasureType(signature[position..], arrays, structs);
            if (field == 0)
            {
                return 0;
            }

            position += field;
        }

        return position > 1 && position < signature.Length ? position + 1 : 0;
    }
}

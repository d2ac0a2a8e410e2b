using System.Buffers.Binary;

namespace SuperResFarm.Tests.Models;

/// <summary>The instructions of a pickle, each with its argument, to be put together in other ways.</summary>
internal static class CheckpointPickle
{
    /// <summary>Every instruction the reader carries out, without arguments.</summary>
    private static readonly byte[] _opcodes = [.. "(.JKMNQRUXabcehjqrstuG]})"u8, 0x80, 0x81, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8f];

    private static readonly uint[] _boundaries = [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff];

    // What no checkpoint has: large numbers, towers, far memo places, calls and views.
    private static readonly string[] _strange =
    [
        "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "\u008a\u0008\0\0\0\0\0\0\0\u0080",
        "\u008a\u00ff" + new string('\u00ff', 255), "K\0K\0K\0K\0K\0K\0K\0K\0K\0",
        "r\u00ff\u00ff\u00ff\u007f", "j\u00ff\u00ff\u00ff\u007f", "X\u00ff\u00ff\u00ff\u007f", "(X\u0004\0\0\0viewK\0J\u00ff\u00ff\u00ff\u007ft",
        new string(']', 70) + new string('a', 69), "]q\0h\0a", "}q\0K\0h\0s", new string('(', 100), ")", "((((t",
        "ctorch\nSize\n", "ccollections\nOrderedDict\n", "ctorch._utils\n_rebuild_parameter\n", "ctorch.storage\nUntypedStorage\n",
        "cos\nsystem\n",
    ];

    /// <param name="bytes">Starts with one or more pickles.</param>
    /// <param name="pickles">How many.</param>
    public static List<byte[]> Split(ReadOnlySpan<byte> bytes, int pickles)
    {
        var instructions = new List<byte[]>();
        for (var at = 0; pickles > 0;)
        {
            var length = LengthAt(bytes[at..]);
            if (bytes[at] == '.')
                pickles--;
            instructions.Add(bytes.Slice(at, length).ToArray());
            at += length;
        }
        return instructions;
    }

    /// <summary>Changes the instructions in one way, chosen at random.</summary>
    /// <param name="instructions">What is changed.</param>
    /// <param name="others">Instructions of another file.</param>
    /// <param name="random">Decides.</param>
    public static void Mutate(List<byte[]> instructions, List<byte[]> others, Random random)
    {
        var at = random.Next(instructions.Count);
        switch (random.Next(9))
        {
            case 0:
                instructions[at] = [_opcodes[random.Next(_opcodes.Length)], .. instructions[at].AsSpan(1)];
                break;
            case 1:
                instructions[at] = WithArgument(instructions[at], _boundaries[random.Next(_boundaries.Length)], random.Next(3));
                break;
            case 2:
                instructions.RemoveRange(at, RunFrom(at, instructions, random));
                break;
            case 3:
                var run = instructions.GetRange(at, RunFrom(at, instructions, random));
                for (var times = random.Next(1, 30); times > 0; times--)
                    instructions.InsertRange(at, run);
                break;
            case 4:
                var moved = instructions.GetRange(at, RunFrom(at, instructions, random));
                instructions.RemoveRange(at, moved.Count);
                instructions.InsertRange(random.Next(instructions.Count + 1), moved);
                break;
            case 5:
                var from = random.Next(others.Count);
                instructions.InsertRange(at, others.GetRange(from, random.Next(1, Math.Min(100, others.Count - from) + 1)));
                break;
            case 6:
                instructions.RemoveRange(at, instructions.Count - at);
                instructions.AddRange(others[random.Next(others.Count)..]);
                break;
            case 7:
                instructions.Insert(at, CheckpointBytes.Of(_strange[random.Next(_strange.Length)]));
                break;
            default:
                var other = random.Next(instructions.Count);
                (instructions[at], instructions[other]) = (instructions[other], instructions[at]);
                break;
        }
        if (instructions.Count == 0)
            instructions.Add([(byte)'.']);
    }

    private static int RunFrom(int at, List<byte[]> instructions, Random random) => random.Next(1, Math.Min(8, instructions.Count - at) + 1);

    private static byte[] WithArgument(byte[] instruction, uint value, int growth)
    {
        var argument = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(argument, value);
        var changed = (byte[])instruction.Clone();
        argument.AsSpan(0, Math.Min(argument.Length, changed.Length - 1)).CopyTo(changed.AsSpan(1));
        return [.. changed, .. argument.AsSpan(0, growth)];
    }

    private static int LengthAt(ReadOnlySpan<byte> bytes) => (char)bytes[0] switch
    {
        'K' or 'q' or 'h' or '\u0080' => 2,
        'M' => 3,
        'J' or 'j' or 'r' => 5,
        'G' => 9,
        'U' or '\u008a' => 2 + bytes[1],
        'X' => 5 + BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]),
        'c' => bytes.IndexOf((byte)'\n') + 1 is var line ? line + bytes[line..].IndexOf((byte)'\n') + 1 : 0,
        _ => 1,
    };
}

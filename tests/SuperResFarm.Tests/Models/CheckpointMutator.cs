using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace SuperResFarm.Tests.Models;

/// <summary>
/// Damages a checkpoint, at random bytes and where it hurts: in the instructions of its pickle, in the numbers of its archive, in the
/// header of safetensors.
/// </summary>
/// <param name="original">A checkpoint in any of the formats.</param>
/// <param name="other">Another one, of which pieces are taken; a PyTorch file.</param>
internal sealed partial class CheckpointMutator(byte[] original, byte[] other)
{
    private static readonly long[] _boundaries =
        [0, 1, -1, 2, 0x7fff, 0xffff, 0x10000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000_0000, long.MaxValue, long.MinValue];

    private static readonly string[] _numbers =
    [
        "0", "1", "-1", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808",
        "18446744073709551616", "1.0", "1e9", "-0", "00", "[]", "{}", "null", "\"1\"", "[[[[1]]]]",
    ];

    private readonly (string Name, byte[] Data)[] _members = Members(original);
    private readonly IReadOnlyList<ArchiveField> _fields = IsArchive(original) ? ArchiveFields.Of(original) : [];
    private readonly List<byte[]> _pickle = Pickle(original);
    private readonly List<byte[]> _otherPickle = Pickle(other);

    /// <returns>The same for the same number.</returns>
    public byte[] Mutate(int number)
    {
        var random = new Random(number);
        var bytes = (random.Next(4), original[0]) switch
        {
            (0, _) => Edited(original, random),
            (1, _) => Rearranged(original, random),
            (2, (byte)'P') => WithFields(random),
            (_, (byte)'P') => WithPickle(random),
            (_, 0x80) => WithLegacyPickles(random),
            _ => WithHeader(random),
        };
        // Some damage only shows behind other damage.
        return random.Next(8) == 0 ? Edited(bytes, random) : bytes;
    }

    // Damage near both ends hits pickles and directory; further inside it hits only weights.
    private static byte[] Edited(byte[] bytes, Random random)
    {
        bytes = (byte[])bytes.Clone();
        for (var edits = bytes.Length == 0 ? 0 : random.Next(1, 6); edits > 0; edits--)
        {
            var at = random.Next(3) switch
            {
                0 => random.Next(bytes.Length),
                1 => random.Next(Math.Min(3000, bytes.Length)),
                _ => bytes.Length - 1 - random.Next(Math.Min(3000, bytes.Length)),
            };
            bytes[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)(bytes[at] ^ (1 << random.Next(8))), _ => 0xff };
        }
        return bytes;
    }

    private static byte[] Rearranged(byte[] bytes, Random random)
    {
        var (at, to) = (random.Next(bytes.Length), random.Next(bytes.Length));
        var length = random.Next(1, Math.Min(random.Next(2) == 0 ? 16 : 4096, bytes.Length - at) + 1);
        var run = bytes[at..(at + length)];
        return random.Next(4) switch
        {
            0 => bytes[..at],
            1 => [.. bytes[..at], .. bytes[(at + length)..]],
            2 => [.. bytes[..to], .. run, .. bytes[to..]],
            _ => [.. bytes, .. run],
        };
    }

    private byte[] WithFields(Random random)
    {
        var bytes = (byte[])original.Clone();
        for (var fields = random.Next(1, 4); fields > 0; fields--)
        {
            // Often a value near the old one: the closest misses are the ones that checks forget.
            var field = _fields[random.Next(_fields.Count)];
            var near = field.Read(bytes) + random.Next(-2, 3);
            field.Write(bytes, random.Next(3) == 0 ? near : _boundaries[random.Next(_boundaries.Length)]);
        }
        return bytes;
    }

    private byte[] WithPickle(Random random)
    {
        var pickle = WithChanges(_pickle, random);
        return ArchiveBytes.Of(_members.Select(member => IsPickle(member) ? (member.Name, pickle) : member));
    }

    private byte[] WithLegacyPickles(Random random)
    {
        // Damage in the first three hides all that follows, so it is rare.
        var preamble = random.Next(10) == 0 ? 0 : _pickle.Index().Where(each => each.Item is [(byte)'.']).ElementAt(2).Index + 1;
        var data = original.AsSpan(_pickle.Sum(instruction => instruction.Length));
        return [.. _pickle.Take(preamble).SelectMany(each => each), .. WithChanges(_pickle[preamble..], random), .. data];
    }

    private byte[] WithHeader(Random random)
    {
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(original);
        var header = Encoding.UTF8.GetString(original, 8, length);
        for (var changes = random.Next(1, 4); changes > 0; changes--)
            header = random.Next(4) switch
            {
                0 => ReplacedOne(Number(), header, _numbers[random.Next(_numbers.Length)], random),
                1 => ReplacedOne(Word(), header, AnyWord(header, random), random),
                2 => Encoding.Latin1.GetString(Rearranged(Encoding.Latin1.GetBytes(header + " "), random)),
                _ => ReplacedOne(Mark(), header, random.Next(2) == 0 ? "" : "{}[]:,\"\\"[random.Next(8)].ToString(), random),
            };
        var told = random.Next(8) switch
        {
            0 => _boundaries[random.Next(_boundaries.Length)],
            1 => length,
            _ => Encoding.UTF8.GetByteCount(header),
        };
        return SafetensorsBytes.WithLength(told, header, original[(8 + length)..]);
    }

    private byte[] WithChanges(IEnumerable<byte[]> pickle, Random random)
    {
        List<byte[]> changed = [.. pickle];
        for (var changes = random.Next(1, 5); changes > 0; changes--)
            CheckpointPickle.Mutate(changed, _otherPickle, random);
        return [.. changed.SelectMany(instruction => instruction)];
    }

    private static string ReplacedOne(Regex what, string text, string by, Random random)
    {
        var found = what.Matches(text);
        if (found.Count == 0)
            return text;
        var one = found[random.Next(found.Count)];
        return text[..one.Index] + by + text[(one.Index + one.Length)..];
    }

    private static string AnyWord(string header, Random random)
    {
        string[] words = [.. Word().Matches(header).Select(match => match.Value), "\"F8_E4M3\"", "\"\\ud800\"", "\"\""];
        return words[random.Next(words.Length)];
    }

    private static bool IsPickle((string Name, byte[] Data) member) => member.Name.EndsWith("/data.pkl", StringComparison.Ordinal);

    private static bool IsArchive(byte[] bytes) => bytes[0] == 'P';

    private static (string Name, byte[] Data)[] Members(byte[] bytes)
    {
        if (!IsArchive(bytes))
            return [];
        using var archive = new ZipArchive(new MemoryStream(bytes));
        return [.. archive.Entries.Select(entry => (entry.FullName, Data(entry)))];

        static byte[] Data(ZipArchiveEntry entry)
        {
            using var stream = entry.Open();
            var data = new MemoryStream();
            stream.CopyTo(data);
            return data.ToArray();
        }
    }

    // An archive has one pickle, a legacy file starts with five, safetensors has none.
    private static List<byte[]> Pickle(byte[] bytes) => bytes[0] switch
    {
        (byte)'P' => CheckpointPickle.Split(Members(bytes).Single(IsPickle).Data, 1),
        0x80 => CheckpointPickle.Split(bytes, 5),
        _ => [],
    };

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Word();

    [GeneratedRegex(@"[{}\[\]:,]")]
    private static partial Regex Mark();
}

using System.Diagnostics;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Checkpoints;

namespace SuperResFarm.Tests.Models;

public class CheckpointFuzzTests
{
    private const int Mutations = 4000;
    private static readonly TimeSpan _longestRead = TimeSpan.FromSeconds(5);

    [DataTheory]
    [InlineData("parity/srvgg_x3.pth", 1)]
    [InlineData("parity/srvgg_x4_torch2.pth", 2)]
    [InlineData("parity/srvgg_x4_legacy.pth", 3)]
    public void Read_MutatedFile_SucceedsOrIsRefused(string file, int seed)
    {
        var original = File.ReadAllBytes(TestData.PathOf(file));
        var random = new Random(seed);
        for (var i = 0; i < Mutations; i++)
        {
            var mutated = Mutate(original, random);
            var started = Stopwatch.GetTimestamp();
            try
            {
                CheckpointFile.Read(new MemoryStream(mutated));
            }
            catch (FarmException)
            {
                // The only exception a damaged file may cause; any other fails the test.
            }
            Assert.True(Stopwatch.GetElapsedTime(started) < _longestRead, $"mutation {i} took too long");
        }
    }

    // Damage near both ends hits pickles and directory; further inside it hits only weights.
    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = (byte[])original.Clone();
        for (var edits = random.Next(1, 6); edits > 0; edits--)
        {
            var at = random.Next(3) switch
            {
                0 => random.Next(bytes.Length),
                1 => random.Next(Math.Min(3000, bytes.Length)),
                _ => bytes.Length - 1 - random.Next(Math.Min(3000, bytes.Length)),
            };
            bytes[at] = random.Next(3) switch { 0 => (byte)random.Next(256), 1 => (byte)(bytes[at] ^ (1 << random.Next(8))), _ => 0xff };
        }
        return random.Next(10) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
    }
}

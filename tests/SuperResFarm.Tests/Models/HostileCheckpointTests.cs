using System.Text;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Models.Checkpoints;
using static SuperResFarm.Tests.Models.CheckpointBytes;

namespace SuperResFarm.Tests.Models;

/// <summary>Object descriptions written by hand: those that lie about their tensors, and those that ask for far more than they are.</summary>
public class HostileCheckpointTests
{
    [Fact]
    public void Read_SmallExpansion_IsFilled() =>
        Assert.Equal(300, Read(WithOne(Dict(("a", Tensor("M\u002c\u0001\u0085", "K\0\u0085"))))).Require("a").Values.Length);

    [Theory]
    [InlineData(1 << 20, true)]
    [InlineData((1 << 20) + 1, false)]
    [InlineData(1 << 30, false)]
    public void Read_Expansion_IsRefusedAboveTheLimitBeforeAllocating(int values, bool fits)
    {
        // The storage's own value is allowed besides, for another tensor.
        var archive = WithOne(Dict(("a", Tensor($"{Whole(values)}\u0085", "K\0\u0085")), ("b", Tensor())));
        if (fits)
            Assert.Equal(values, Read(archive).Require("a").Values.Length);
        else
            Refused("far larger", archive, mostBytes: (4 << 20) + 100_000);
    }

    // A storage of six floats, numbered; the last element of each tensor is the sixth, or the one behind it.
    [Theory]
    [InlineData("K\0", "K\u0006\u0085", "K\u0001\u0085", true)]
    [InlineData("K\0", "K\u0007\u0085", "K\u0001\u0085", false)]
    [InlineData("K\u0005", "K\u0001\u0085", "K\u0001\u0085", true)]
    [InlineData("K\u0006", "K\u0001\u0085", "K\u0001\u0085", false)]
    [InlineData("K\u0005", ")", ")", true)]
    [InlineData("K\u0006", ")", ")", false)]
    [InlineData("K\u0001", "K\u0003\u0085", "K\u0002\u0085", true)]
    [InlineData("K\u0002", "K\u0003\u0085", "K\u0002\u0085", false)]
    [InlineData("K\0", "K\u0002K\u0003\u0086", "K\u0001K\u0002\u0086", true)]
    [InlineData("K\u0001", "K\u0002K\u0003\u0086", "K\u0001K\u0002\u0086", false)]
    public void Read_TensorAtTheEndOfItsStorage_IsRefusedOnePastIt(string offset, string size, string stride, bool fits)
    {
        var six = string.Concat(Enumerable.Range(1, 6).Select(number => Encoding.Latin1.GetString(BitConverter.GetBytes((float)number))));
        var archive = Archive(
            ("a/data.pkl", Dict(("a", Tensor(size, stride, StorageOf("0", "K\u0006"), offset)))), ("a/data/0", six), ("a/data/1", six));
        if (fits)
            Assert.Equal(6, Read(archive).Require("a").Values[^1]);
        else
            Refused("past the end", archive);
    }

    [Fact]
    public void Read_SizesThatOverflow_AreRefused() => Refused(
        "past the end", WithOne(Dict(("a", Tensor(string.Concat(Enumerable.Repeat(Whole(int.MaxValue), 3)) + "\u0087", "K\0K\0K\0\u0087")))));

    // (2 - 1) * stride + offset is one more than a 64-bit number holds, or falls on the storage once it has wrapped.
    [Theory]
    [InlineData("\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f")]
    [InlineData("\0\0\0\0\0\0\0\u0040")]
    public void Read_StridesThatOverflow_AreRefused(string stride) => Refused(
        "past the end", WithOne(Dict(("a", Tensor("K\u0005K\u0002\u0086", $"\u008a\u0008{stride}\u008a\u0008{stride}\u0086")))));

    [Fact]
    public void Read_NegativeStride_IsRefused() => Refused("impossible", WithOne(Dict(("a", Tensor("K\u0001\u0085", Whole(-1) + "\u0085")))));

    [Fact]
    public void Read_TooManyAxes_IsRefused()
    {
        var nine = $"({string.Concat(Enumerable.Repeat("K\u0001", 9))}t";
        Refused("9 axes", WithOne(Dict(("a", Tensor(nine, nine)))));
    }

    [Theory]
    [InlineData("\u0002", "Float")]
    [InlineData("\u0001", "Int")]
    public void Read_StorageDescribedInTwoWays_IsRefused(string count, string type) =>
        Refused("two ways", WithOne(Dict(("a", Tensor()), ("b", Tensor(storage: StorageOf("0", "K" + count, type))))));

    // 2^62 elements of 4 bytes are 2^64 bytes: none at all in 64 bits.
    [Theory]
    [InlineData("\0\0\0\0\0\0\0\u0040")]
    [InlineData("\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f")]
    [InlineData("\u0001\u0004\0\0\0\0\0\0")]
    public void Read_StorageLargerThanTheFile_IsRefused(string count) =>
        Refused("more than it holds", WithOne(Dict(("a", Tensor("K\0\u0085", storage: StorageOf("0", "\u008a\u0008" + count))))));

    [Theory]
    [InlineData("\u001b[2Jx")]
    [InlineData("two\nlines")]
    [InlineData("\u007f")]
    public void Read_KeyWithControlCharacters_IsRefusedWithoutRepeatingThem(string key)
    {
        AssertPlain(Refused("plain text", WithOne(Dict((key, Tensor())))));
        AssertPlain(Refused("something other", WithOne(Dict(("a", Tensor(storage: StorageOf(key)))))));
        AssertPlain(Refused("twice", Archive(("a/data.pkl", "."), (key, "."), (key, "."))));
        AssertPlain(Refused("plain weights never need", WithOne($"{Start}c{key.Replace('\n', '\r')}\nname\n.")));
    }

    [Fact]
    public void Read_LongKey_IsRefusedInAShortMessage() =>
        Assert.InRange(Refused("too long", WithOne(Dict((new string('k', 100_000), Tensor())))).Message.Length, 1, 300);

    // One tuple of 100,000 lengths for 5,000 tensors would be copied into 8 GB.
    [Fact]
    public void Read_LargeSizeSharedByManyTensors_IsRefusedBeforeCopying()
    {
        var tuple = $"({string.Concat(Enumerable.Repeat("K\0", 100_000))}tq\0";
        var tensors = string.Concat(Enumerable.Repeat(Tensor("h\0", "h\0"), 5_000));
        Refused("100000 axes", WithOne($"{Start}({tuple}{tensors}t."), mostBytes: 40_000_000);
    }

    [Fact]
    public void Read_LargeListSharedByManyDictionaries_IsRefusedInBoundedMemory()
    {
        var pair = $"]({Text("k")}K\0e";
        var list = $"]q\0({string.Concat(Enumerable.Repeat(pair, 50_000))}e";
        var dictionaries = string.Concat(Enumerable.Repeat("ccollections\nOrderedDict\nh\0\u0085R", 10_000));
        Refused("more values", WithOne($"{Start}({list}{dictionaries}t."), mostBytes: 40_000_000);
    }

    [Theory]
    [InlineData("K\0")]
    [InlineData("]")]
    [InlineData("](K\0K\0K\0e")]
    public void Read_DictionaryOfOtherThanPairs_IsRefused(string pair) =>
        Refused("a key without value", WithOne($"{Start}ccollections\nOrderedDict\n]{pair}a\u0085R."));

    [Fact]
    public void Read_MemoFarAhead_IsRefusedBeforeAllocating() =>
        Refused("more values", WithOne($"{Start}}}r\u0000\u0000\u0005\u0000."), mostBytes: 100_000);

    // Python writes the numbers that need more than four bytes so.
    [Theory]
    [InlineData("\u0001\u0001")]
    [InlineData("\u0008\u0001\0\0\0\0\0\0\0")]
    public void Read_LongNumber_IsAWholeNumber(string one) =>
        Assert.Equal([1f], Read(WithOne(Dict(("a", Tensor(storage: StorageOf("0", "\u008a" + one)))))).Require("a", 1).Values.ToArray());

    [Fact]
    public void Read_LargestNumber_IsRead() =>
        Assert.Single(Read(WithOne(Dict(("n", "\u008a\u00ff" + new string('\u00ff', 255)), ("a", Tensor())))).Keys);

    // The two most costly values for their length: an empty dictionary for each byte, and one with an entry for each six.
    [Theory]
    [InlineData("}")]
    [InlineData("}K\0K\0s")]
    public void Read_MillionsOfValues_AreRefusedInBoundedMemory(string value) => Refused(
        "more values",
        WithOne($"{Start}]{string.Concat(Enumerable.Repeat("(" + string.Concat(Enumerable.Repeat(value, 10_000)) + "e", 60))}."),
        mostBytes: 100_000_000);

    [Theory]
    [InlineData("\u0080\u0002cos\nsystem\nX\u0002\0\0\0ls\u0085R.", "os.system")]
    [InlineData("\u0080\u0004\u0095\0\0\0\0\0\0\0\0.", "protocol 4")]
    [InlineData("\u0080\u0002]K\u0001K\u0001s.", "dictionary")]
    [InlineData("\u0080\u0002}K\u0001a.", "list")]
    [InlineData("\u0080\u0002}}}s.", "neither text nor a whole number")]
    [InlineData("\u0080\u0002]q\0h\0ah\0h\0a", "ends within")]
    [InlineData("\u0080\u0002h\u0005.", "reference to nothing")]
    [InlineData("\u0080\u0002j\u00ff\u00ff\u00ff\u00ff.", "reference to nothing")]
    [InlineData("\u0080\u0002}r\u00ff\u00ff\u00ff\u00ff.", "more values")]
    [InlineData("\u0080\u0002a.", "missing")]
    [InlineData("\u0080\u0002](K\u0001.", "left over")]
    [InlineData("\u0080\u0002}(a.", "missing")]
    [InlineData("\u0080\u0002}", "ends within")]
    [InlineData("\u0080\u0002X\u00ff\u00ff\u00ff\u007fabc.", "ends within")]
    [InlineData("\u0080\u0002X\u00ff\u00ff\u00ff\u00ffabc.", "ends within")]
    [InlineData("\u0080\u0002X\u0001\0\0\0\u00ff.", "not UTF-8")]
    [InlineData("\u0080\u0002ctorch", "has no end")]
    [InlineData("\u0080\u0002\u008b\u00ff\u00ff\u00ff\u007f.", "0x8b")]
    [InlineData("\u0080\u0002}2.", "0x32")]
    [InlineData("\u0080\u0002K\u0001.", "state dict")]
    [InlineData("\u0080\u0002}.", "no weights")]
    public void Read_HostilePickle_IsRefusedSayingWhy(string pickle, string named) => Refused(named, Archive(("a/data.pkl", pickle)));

    [Fact]
    public void Read_Legacy_YieldsTheTensor() =>
        Assert.Equal([1f], Read(Legacy(Dict(("a", Tensor())), ["0"], Count(1) + One)).Require("a", 1).Values.ToArray());

    [Fact]
    public void Read_LegacyView_StartsWithinItsStorage()
    {
        var pickle = Dict(("a", Tensor(storage: StorageOf("0", "K\u0002", rest: $"({Text("v")}K\u0001K\u0001t"))));
        Assert.Equal([1f], Read(Legacy(pickle, ["0"], Count(2) + "\0\0\0\0" + One)).Require("a", 1).Values.ToArray());
    }

    [Theory]
    [InlineData("K\u0001K\u0002")]
    [InlineData("K\u0003K\0")]
    [InlineData("J\u00ff\u00ff\u00ff\u00ffK\u0001")]
    [InlineData("K\u0001J\u00ff\u00ff\u00ff\u00ff")]
    [InlineData("K\u0001\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f")]
    public void Read_LegacyViewOutside_IsRefused(string view) => Refused(
        "outside its storage",
        Legacy(Dict(("a", Tensor(storage: StorageOf("0", "K\u0002", rest: $"({Text("v")}{view}t")))), ["0"], Count(2) + One + One));

    [Theory]
    [InlineData("\u0002\0\0\0\0\0\0\0\0\0\u0080\u003f")]
    [InlineData("\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\0\0\u0080\u003f")]
    [InlineData("\u0001\0\0\0\0\0\0\0\0\0\u0080")]
    [InlineData("\u0001\0\0")]
    [InlineData("")]
    public void Read_LegacyDataOfOtherLength_IsRefused(string data) => Refused("storage '0'", Legacy(Dict(("a", Tensor())), ["0"], data));

    [Theory]
    [InlineData("0", "0")]
    [InlineData("0", "1")]
    public void Read_LegacyListOfOtherStorages_IsRefused(params string[] keys) =>
        Refused("damaged", Legacy(Dict(("a", Tensor())), keys, Count(1) + One + Count(1) + One));

    [Fact]
    public void Read_LegacyStorageNotListed_IsRefused() => Refused("lacks the data", Legacy(Dict(("a", Tensor())), [], Count(1) + One));

    private static Checkpoint Read(byte[] archive) => CheckpointFile.Read(new MemoryStream(archive));

    private static FarmException Refused(string named, byte[] archive, long mostBytes = long.MaxValue)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Assert.Throws<FarmException>(() => Read(archive));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, mostBytes);
        CheckpointFileTests.AssertRefused(named, () => throw refusal);
        return refusal;
    }

    private static void AssertPlain(FarmException refusal) => Assert.DoesNotContain(refusal.Message, char.IsControl);
}

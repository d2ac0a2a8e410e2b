using SuperResFarm.Models.Catalog;
using SuperResFarm.Models.Checkpoints;
using SuperResFarm.Models.Onnx;

namespace SuperResFarm.Tests.Models;

public class SafetensorsFileTests
{
    private static readonly byte[] _four = [0, 0, 0x80, 0x3f];

    [DataTheory]
    [InlineData("F32")]
    [InlineData("F64")]
    [InlineData("F16")]
    [InlineData("BF16")]
    public void Read_ConvertedCheckpoint_HasTheSameTensors(string type)
    {
        var original = CheckpointFile.Read(TestData.PathOf("parity/srvgg_x4.pth"));
        var read = Read(SafetensorsBytes.Of(original, type));
        Assert.Equal(original.Keys, read.Keys);
        foreach (var key in original.Keys)
        {
            var expected = original.Require(key);
            Assert.Equal(
                expected.Values.ToArray().Select(value => Rounded(type, value)), read.Require(key, expected.Shape).Values.ToArray());
        }
    }

    [DataTheory]
    [InlineData("srvgg_x4.pth", "params_ema.")]
    [InlineData("srvgg_x4.pth", "params.module.")]
    [InlineData("srvgg_x4.pth", "state_dict.netG.")]
    [InlineData("srvgg_x4.pth", "model.")]
    [InlineData("esrgan_old_x2.pth", "")]
    [InlineData("esrgan_old_x2.pth", "model.")]
    [InlineData("rrdb_x2.pth", "module.")]
    public void Read_PrefixedKeys_AreThoseOfTheNetwork(string file, string prefix)
    {
        var original = CheckpointFile.Read(TestData.PathOf("parity/" + file));
        Assert.Equal(original.Keys, Read(SafetensorsBytes.Of(original, prefix: prefix)).Keys);
    }

    [Fact]
    public void Read_BothAveragedAndPlainWeights_TakesTheAveraged() => Assert.Equal(
        [2],
        Read(Of(Entry("params.a", "U8", "[1]", 0, 1), Entry("params_ema.a", "U8", "[1]", 1, 2)).With(1, 2)).Require("a", 1).Values.ToArray());

    [Fact]
    public void Read_OneKeyOutsideOfTheWrapper_KeepsAllKeys() => Assert.Equal(
        ["params.a", "b"], Read(Of(Entry("params.a", "U8", "[1]", 0, 1), Entry("b", "U8", "[1]", 1, 2)).With(1, 2)).Keys);

    [DataTheory]
    [InlineData("model.safetensors")]
    [InlineData("model.pth")]
    public void Open_Safetensors_IsTheNetworkOfTheCheckpoint(string name)
    {
        var checkpoint = TestData.PathOf("parity/srvgg_x4.pth");
        var folder = Directory.CreateTempSubdirectory("safetensors");
        try
        {
            File.WriteAllBytes(
                Path.Combine(folder.FullName, name), SafetensorsBytes.Of(CheckpointFile.Read(checkpoint), prefix: "params_ema."));
            var library = new ModelLibrary([folder.FullName]);
            Assert.Contains("model", library.List());
            Assert.Equal(
                new ModelLibrary([]).Open(checkpoint).ToOnnx(SampleType.Float32), library.Open("model").ToOnnx(SampleType.Float32));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("I64", new byte[] { 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, -2)]
    [InlineData("I32", new byte[] { 0xfe, 0xff, 0xff, 0xff }, -2)]
    [InlineData("I16", new byte[] { 0xfe, 0xff }, -2)]
    [InlineData("I8", new byte[] { 0xfe }, -2)]
    [InlineData("U8", new byte[] { 0xfe }, 254)]
    [InlineData("BOOL", new byte[] { 1 }, 1)]
    public void Read_WholeNumbers_BecomeFloats(string type, byte[] data, float expected) =>
        Assert.Equal([expected], Read(Of(Entry("a", type, "[1]", 0, data.Length)).With(data)).Require("a", 1).Values.ToArray());

    [Fact]
    public void Read_ScalarAndEmptyTensor_AreRead()
    {
        var read = Read(Of(Entry("none", "F32", "[3,0]", 4, 4), Entry("one", "F32", "[]", 0, 4)).With(_four));
        Assert.Equal(1, read.Require("one", []).Values[0]);
        Assert.Equal(0, read.Require("none", 3, 0).Values.Length);
    }

    [Theory]
    [InlineData("F8_E4M3")]
    [InlineData("F8_E5M2")]
    [InlineData("U16")]
    [InlineData("C64")]
    [InlineData("f32")]
    public void Read_OtherType_IsRefusedByName(string type) =>
        Refused($"'{type}'", Of(Entry("a", type, "[1]", 0, 4)).With(_four));

    // Offsets, shapes and types that do not fit 8 bytes of data.
    [Theory]
    [InlineData("F32", "[3]", 0, 8, "needs")]
    [InlineData("F64", "[2]", 0, 8, "needs")]
    [InlineData("F32", "[2,2147483647,2147483647,2147483647]", 0, 8, "needs")]
    [InlineData("F64", "[2147483647,2147483647,3]", 0, 8, "needs")]
    [InlineData("F32", "[65536,65536,65536,65536]", 0, 8, "needs")]
    [InlineData("F32", "[2]", 0, 9, "past the end")]
    [InlineData("F32", "[2]", 0, long.MaxValue, "past the end")]
    [InlineData("F32", "[2]", 4, 12, "gap")]
    [InlineData("F32", "[2]", long.MaxValue, long.MaxValue, "gap")]
    [InlineData("F32", "[2]", -8, 0, "out of range")]
    [InlineData("F32", "[2]", 0, -8, "out of range")]
    [InlineData("F32", "[1]", 0, 4, "4 bytes behind")]
    [InlineData("F32", "[0]", 0, 0, "8 bytes behind")]
    [InlineData("F32", "[-1,-2]", 0, 8, "out of range")]
    [InlineData("F32", "[2147483648,0]", 0, 0, "out of range")]
    [InlineData("F32", "[18446744073709551617,2]", 0, 8, "out of range")]
    [InlineData("F32", "[2.0]", 0, 8, "no whole number")]
    [InlineData("F32", "[\"2\"]", 0, 8, "no whole number")]
    [InlineData("F32", "[[2]]", 0, 8, "not JSON of the form")]
    [InlineData("F32", "[1,1,1,1,1,1,1,1,2]", 0, 8, "more than 8")]
    [InlineData("F32", "2", 0, 8, "not JSON of the form")]
    public void Read_TensorThatDoesNotFit_IsRefused(string type, string shape, long begin, long end, string named) =>
        Refused(named, Of(Entry("a", type, shape, begin, end)).With(0, 0, 0, 0, 0, 0, 0, 0));

    [Theory]
    [InlineData("[2]", 7, "needs")]
    [InlineData("[0]", 7, "needs")]
    [InlineData("[0,2147483647,2147483647,2147483647]", 0, "needs")]
    [InlineData("[2147483647,2147483647,2147483647,0]", 0, "past the end")]
    public void Read_DataOfOtherLengthThanTheShape_AreRefused(string shape, int bytes, string named) =>
        Refused(named, Of(Entry("a", "F32", shape, 0, bytes)).With(new byte[bytes]));

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"__metadata__\":{\"format\":\"pt\"}}")]
    public void Read_NoTensors_IsRefused(string header) => Refused("no weights", SafetensorsBytes.Of(header));

    [Theory]
    [InlineData(0, 4, 0, 8, "overlaps")]
    [InlineData(0, 8, 4, 4, "overlaps")]
    [InlineData(0, 3, 4, 8, "gap")]
    [InlineData(4, 8, 8, 4, "gap")]
    [InlineData(0, 4, 4, 3, "ends before")]
    public void Read_TwoTensorsThatDoNotFit_AreRefused(long begin, long end, long otherBegin, long otherEnd, string named) => Refused(
        named,
        Of(Entry("a", "U8", $"[{end - begin}]", begin, end), Entry("b", "U8", "[4]", otherBegin, otherEnd)).With(0, 0, 0, 0, 0, 0, 0, 0));

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[1,1]}}", "'a' twice")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},\"\\u0061\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[1,1]}}", "'a' twice")]
    [InlineData("{\"__metadata__\":{},\"__metadata__\":{}}", "twice")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,1]}}", "'dtype' twice")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1],\"stride\":[1]}}", "'stride'")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,1]}}", "lacks")]
    [InlineData("{\"a\":{\"shape\":[1],\"data_offsets\":[0,1]}}", "lacks")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0]}}", "lacks")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1,2]}}", "more than 2")]
    [InlineData("{\"a\":{\"dtype\":1,\"shape\":[1],\"data_offsets\":[0,1]}}", "not JSON")]
    [InlineData("{\"a\":1}", "not JSON")]
    [InlineData("{\"__metadata__\":{\"format\":1}}", "not JSON")]
    [InlineData("{\"__metadata__\":{\"format\":{}}}", "not JSON")]
    [InlineData("{\"__metadata__\":\"pt\"}", "not JSON")]
    [InlineData("{\"a\": nonsense}", "not JSON")]
    [InlineData("{\"a\"", "not JSON")]
    [InlineData("{} {}", "not JSON")]
    [InlineData("{}\0", "not JSON")]
    [InlineData("{\"\\ud800\":1}", "not JSON")]
    public void Read_OddHeader_IsRefusedSayingWhy(string header, string named) => Refused(named, SafetensorsBytes.Of(header, 0));

    [Fact]
    public void Read_DeepNesting_IsRefused() => Refused("not JSON", SafetensorsBytes.Of("{\"a\":" + new string('[', 1_000_000)));

    [Fact]
    public void Read_TextThatIsNotUtf8_IsRefused() =>
        Refused("not JSON", [.. SafetensorsBytes.WithLength(12, "{\""), 0xff, 0xfe, .. "\":1}    "u8]);

    [Theory]
    [InlineData(3, "not JSON")]
    [InlineData(0, "not JSON")]
    [InlineData(11, "cut short")]
    [InlineData(32 << 20, "cut short")]
    [InlineData((32 << 20) + 1, "more than the 33554432 allowed")]
    [InlineData((1L << 40) - 1, "more than the 33554432 allowed")]
    [InlineData(long.MaxValue, "neither")]
    [InlineData(-1, "neither")]
    public void Read_LengthOfHeaderThatIsWrong_IsRefusedBeforeAllocating(long length, string named)
    {
        var file = SafetensorsBytes.WithLength(length, "{\"ab\":\"\"}");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refused(named, file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Fact]
    public void Read_MoreTensorsThanAllowed_IsRefused() => CheckpointFileTests.AssertRefused("more than the 1 tensors", () => CheckpointFile.Read(
        new MemoryStream(Of(Entry("a", "U8", "[1]", 0, 1), Entry("b", "U8", "[1]", 1, 2)).With(1, 2)), new() { Entries = 1 }));

    [Theory]
    [InlineData("\\u001b[2J")]
    [InlineData("\\u202e")]
    public void Read_KeyWithControlCharacters_IsRefusedWithoutRepeatingThem(string key)
    {
        Refused("plain text", Of(Entry(key, "U8", "[1]", 0, 1)).With(1));
        Refused("'?", Of(Entry(key, "F8", "[1]", 0, 1)).With(1));
        Refused("'?", Of(Entry(key, "U8", "[1]", 1, 2)).With(1));
    }

    private static float Rounded(string type, float value) => type switch
    {
        "F16" => (float)(Half)value,
        "BF16" => BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) & ~0xffff),
        _ => value,
    };

    private static string Entry(string key, string type, string shape, long begin, long end) =>
        $$"""
        "{{key}}":{"dtype":"{{type}}","shape":{{shape}},"data_offsets":[{{begin}},{{end}}]}
        """;

    private static Header Of(params string[] entries) => new($$"""{{{string.Join(',', entries)}}}""");

    private static Checkpoint Read(byte[] file) => CheckpointFile.Read(new MemoryStream(file));

    private static void Refused(string named, byte[] file) => CheckpointFileTests.AssertRefused(named, () => Read(file));

    private readonly record struct Header(string Text)
    {
        public byte[] With(params byte[] data) => SafetensorsBytes.Of(Text, data);
    }
}

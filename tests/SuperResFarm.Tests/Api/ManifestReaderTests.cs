using System.Text;
using SuperResFarm.Api.Manifests;
using SuperResFarm.Contracts.Failures;
using SuperResFarm.Contracts.Http;
using SuperResFarm.Contracts.Messages;

namespace SuperResFarm.Tests.Api;

public class ManifestReaderTests
{
    private const string Source = "s3://bucket/a.png";

    [Theory]
    [InlineData("""{"source":"s3://bucket/a.png"}""")]
    [InlineData("""  {"source" : "s3://bucket/a.png"}  """)]
    [InlineData("""{"SOURCE":"s3://bucket/a.png"}""")]
    [InlineData("""{"source":"s3://bucket/a.png","target":null}""")]
    [InlineData("""{"source":"s3:\/\/bucket\/\u0061.png"}""")]
    public void Lines_GoodOne_IsAnItem(string line)
    {
        var entry = Assert.Single(Read(line));
        Assert.Equal(new ManifestEntry(1, new ItemRequest(Source)), entry);
    }

    [Theory]
    [InlineData("{", "it is no JSON from line 1, byte 2 on")]
    [InlineData("hello", "it is no JSON")]
    [InlineData("null", "it must be an object, not null")]
    [InlineData("[]", "it must be an object")]
    [InlineData("\"s3://bucket/a.png\"", "it must be an object")]
    [InlineData("{}", "it lacks 'source'")]
    [InlineData("""{"source":null}""", "source must not be null")]
    [InlineData("""{"source":3}""", "source must be text")]
    [InlineData("""{"source":"a","colour":1}""", "colour is not known here")]
    [InlineData("""{"source":"a","source":"b"}""", "source is given twice")]
    [InlineData("""{"source":"a","Source":"b"}""", "is given twice")]
    [InlineData("""{"source":"a"} {"source":"b"}""", "it is no JSON from line 1, byte 16 on")]
    [InlineData("""{"source":"a","target":["b"]}""", "target must be text")]
    [InlineData("""{"source":"\ud800"}""", "source must be text in valid Unicode")]
    [InlineData("""{"source":[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]}""", "source")]
    public void Lines_BadOne_SaysWhatIsWrong(string line, string mistake)
    {
        var entries = Read($"{{\"source\":\"{Source}\"}}\n{line}\n\n{{\"source\":\"{Source}\"}}");
        Assert.Equal([1, 2, 4], entries.Select(entry => entry.Line));
        Assert.Null(entries[1].Item);
        Assert.Contains(mistake, entries[1].Mistake);
        Assert.Equal(line[..Math.Min(line.Length, ManifestReader.Shown)], entries[1].Given);
        Assert.Equal(Source, entries[2].Item?.Source);
        Assert.DoesNotContain("SuperResFarm", entries[1].Mistake);
        Assert.DoesNotContain("System.", entries[1].Mistake);
    }

    [Fact]
    public void Lines_LongOne_IsPassedOverAndTheNextIsRead()
    {
        string[] lines = [Line("a"), new('x', ManifestReader.Longest + 1), Line("b"), $"{Line("c")}{new string(' ', 5 * ManifestReader.Longest)}", Line("d"), new('y', 3 * ManifestReader.Longest)];
        var entries = Read(string.Join("\r\n", lines));
        Assert.Equal([1, 2, 3, 4, 5, 6], entries.Select(entry => entry.Line));
        Assert.Equal(["a", null, "b", null, "d", null], entries.Select(entry => entry.Item?.Source));
        Assert.Equal(new string('x', ManifestReader.Shown), entries[1].Given);
        Assert.All(entries.Where(entry => entry.Item is null), entry => Assert.Contains("longer than", entry.Mistake));
    }

    [Fact]
    public void Lines_LongestOne_IsRead()
    {
        var line = Line("a").PadRight(ManifestReader.Longest);
        Assert.Equal(2, Read($"{line}\r\n{line}").Count(entry => entry.Item is not null));
    }

    [Fact]
    public void Lines_NoUtf8_IsRefused()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes("{\"source\":\""), 0xC3, 0x28, .. Encoding.UTF8.GetBytes("\"}\n{\"source\":\"b\"}\n")];
        var entries = ManifestReader.Read(new MemoryStream(bytes), ManifestFormat.Jsonl).ToList();
        Assert.Equal("it is not UTF-8", entries[0].Mistake);
        Assert.Equal("b", entries[1].Item?.Source);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\r\n   \n\t\n")]
    [InlineData("\uFEFF")]
    public void Lines_Blank_AreNone(string text) => Assert.Empty(Read(text));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64 * 1024 + 1)]
    public void Read_InPiecesOfAnySize_GivesTheSame(int piece)
    {
        var lines = string.Concat(Enumerable.Range(0, 500).Select(number => $"{Line($"s3://bucket/{number}-ä{new string('x', number % 90)}.png")}\r\n"));
        var csv = "version,source\r\n" + string.Concat(Enumerable.Range(0, 500).Select(number => $"\"v\"\"{number}\",\"s3://bucket/{number},ä.png\"\n"));
        Assert.Equal(Read("\uFEFF" + lines), Pieces("\uFEFF" + lines, ManifestFormat.Jsonl, piece));
        Assert.Equal(Read("\uFEFF" + csv, ManifestFormat.Csv), Pieces("\uFEFF" + csv, ManifestFormat.Csv, piece));
        Assert.Equal("s3://bucket/499,ä.png", Read(csv, ManifestFormat.Csv)[^1].Item?.Source);
        Assert.Equal("v\"499", Read(csv, ManifestFormat.Csv)[^1].Item?.Version);
    }

    [Theory]
    [InlineData("source\na", "a", null, null)]
    [InlineData("source,target,version\na,b,c", "a", "b", "c")]
    [InlineData("version,source,target\r\nc,a,b\r\n", "a", "b", "c")]
    [InlineData("\uFEFFsource,target\na,b", "a", "b", null)]
    [InlineData(" Source , TARGET\na,b", "a", "b", null)]
    [InlineData("\"source\",\"target\"\n\"a\",\"b\"", "a", "b", null)]
    [InlineData("source,target\na,", "a", null, null)]
    [InlineData("source,target\n\"a,b\",\"say \"\"hi\"\"\"", "a,b", "say \"hi\"", null)]
    [InlineData("source,target\n\"two\r\nlines\",b", "two\r\nlines", "b", null)]
    [InlineData("source,target\n a ,b", " a ", "b", null)]
    [InlineData("source,target\na\rb,c", "a\rb", "c", null)]
    public void Csv_GoodOne_IsAnItem(string text, string source, string? target, string? version) =>
        Assert.Equal(new ItemRequest(source, target, version), Assert.Single(Read(text, ManifestFormat.Csv)).Item);

    [Theory]
    [InlineData("a,b,c", "it has 3 columns where the head line has 2")]
    [InlineData("a", "it has 1 columns where the head line has 2")]
    [InlineData(",b", "the source is missing")]
    [InlineData("\"\",b", "the source is missing")]
    [InlineData("a\"b,c", "a quote stands inside a field")]
    [InlineData("\"a\"b,c", "something stands between a closing quote and the next comma")]
    [InlineData("\"a\" ,c", "something stands between a closing quote and the next comma")]
    public void Csv_BadRecord_SaysWhatIsWrongAndTheNextIsRead(string record, string mistake)
    {
        var entries = Read($"source,target\n\n{record}\n\nx,y\n", ManifestFormat.Csv);
        Assert.Equal([3, 5], entries.Select(entry => entry.Line));
        Assert.Contains(mistake, entries[0].Mistake);
        Assert.Equal(new ItemRequest("x", "y"), entries[1].Item);
    }

    [Fact]
    public void Csv_QuoteNeverClosed_EndsAtTheLimitOrTheEnd()
    {
        var atEnd = Read("source\na\n\"b\nc\n", ManifestFormat.Csv);
        Assert.Equal([2, 3], atEnd.Select(entry => entry.Line));
        Assert.Contains("never closed", atEnd[1].Mistake);
        var atLimit = Read($"source\n\"{new string('b', ManifestReader.Longest)}\nc\nd\n", ManifestFormat.Csv);
        Assert.Contains("longer than", atLimit[0].Mistake);
        Assert.Equal([(3, "c"), (4, "d")], atLimit[1..].Select(entry => (entry.Line, entry.Item?.Source)));
    }

    [Fact]
    public void Csv_NoUtf8_IsRefused()
    {
        byte[] bytes = [.. "source\n"u8, 0xFF, (byte)'\n', .. "b\n"u8];
        var entries = ManifestReader.Read(new MemoryStream(bytes), ManifestFormat.Csv).ToList();
        Assert.Equal(["it is not UTF-8", null], entries.Select(entry => entry.Mistake));
    }

    [Theory]
    [InlineData("source,colour\na,b", "'colour' is not known")]
    [InlineData("source,parameters.colour\na,b", "'parameters.colour' is not known")]
    [InlineData("source,parameters.quality,Parameters.Quality\na,b,c", "'parameters.quality' is there twice")]
    [InlineData("source,\na,b", "'' is not known")]
    [InlineData("source,Source\na,b", "'source' is there twice")]
    [InlineData("target\na", "'source' is missing")]
    [InlineData("s3://bucket/a.png\n", "'s3://bucket/a.png' is not known")]
    [InlineData("\"source\na", "never closed")]
    public void Csv_WrongHead_RefusesTheWholeList(string text, string mistake)
    {
        var fault = Assert.Throws<FarmException>(() => Read(text, ManifestFormat.Csv));
        Assert.Equal(FailureCode.SettingsInvalid, fault.Code);
        Assert.Contains(mistake, fault.Message);
        Assert.Contains("line 1", fault.Message);
    }

    [Fact]
    public void Csv_ParameterColumns_AreReadByTheirKind()
    {
        const string Head = "parameters.model,source,PARAMETERS.OUTSCALE,parameters.outWidth,parameters.quality,parameters.strip,parameters.fidelity,parameters.timeLimitSeconds";
        var entries = Read($"{Head}\nlanczos,a,2.5,,80,TRUE,Evidence,0.5\n,b,,,,,,\n,c,,640,,false,,\n", ManifestFormat.Csv);
        Assert.Equal(
            [
                new ItemParameters { Model = "lanczos", OutScale = 2.5, Quality = 80, Strip = true, Fidelity = FidelityLevel.Evidence, TimeLimitSeconds = 0.5 },
                null,
                new ItemParameters { OutWidth = 640, Strip = false },
            ],
            entries.Select(entry => entry.Item?.Parameters));
    }

    [Theory]
    [InlineData("quality", "high", "parameters.quality must be a whole number")]
    [InlineData("quality", "80.5", "parameters.quality must be a whole number")]
    [InlineData("outScale", "\"2,5\"", "parameters.outScale must be a number")]
    [InlineData("outScale", "NaN", "parameters.outScale must be a number")]
    [InlineData("overwrite", "yes", "parameters.overwrite must be true or false")]
    [InlineData("fidelity", "best", "parameters.fidelity must be one of evidence, faithful, balanced, perceptual")]
    [InlineData("fidelity", "1", "parameters.fidelity must be one of")]
    public void Csv_ParameterOfAnotherKind_IsToldAndTheNextIsRead(string name, string cell, string mistake)
    {
        var entries = Read($"source,parameters.{name}\na,{cell}\nb,\n", ManifestFormat.Csv);
        Assert.Contains(mistake, entries[0].Mistake, StringComparison.Ordinal);
        Assert.Equal(new ItemRequest("b"), entries[1].Item);
    }

    [Theory]
    [InlineData("""{"source":"a","parameters":{"quality":"high"}}""", "parameters.quality must be a whole number")]
    [InlineData("""{"source":"a","parameters":{"colour":1}}""", "parameters.colour is not known here")]
    [InlineData("""{"source":"a","parameters":{"modelSha256":"ab"}}""", "parameters.modelSha256 is not known here")]
    [InlineData("""{"source":"a","parameters":[]}""", "parameters must be an object")]
    public void Lines_WrongParameters_AreNamed(string line, string mistake) => Assert.Contains(mistake, Assert.Single(Read(line)).Mistake, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\n")]
    [InlineData("source,target\n")]
    [InlineData("\n\nsource\n\n\n")]
    public void Csv_WithoutRecords_HasNone(string text) => Assert.Empty(Read(text, ManifestFormat.Csv));

    [Fact]
    public void Read_RandomBytes_NeverFailsOtherwise()
    {
        var random = new Random(20_260);
        var bytes = new byte[4000];
        for (var run = 0; run < 500; run++)
        {
            random.NextBytes(bytes);
            for (var at = 0; at < bytes.Length; at++)
                bytes[at] = random.Next(3) == 0 ? bytes[at] : (byte)"\"\"\n\r,{}source:x"[random.Next(15)];
            Assert.All(ManifestReader.Read(new MemoryStream(bytes), ManifestFormat.Jsonl), Good);
            var csv = new MemoryStream([.. "source,target\n"u8, .. bytes]);
            Assert.All(ManifestReader.Read(csv, ManifestFormat.Csv), Good);
        }

        static void Good(ManifestEntry entry) => Assert.True(entry.Item is null == (entry.Mistake is not null) && entry.Given.Length <= ManifestReader.Shown);
    }

    private static string Line(string source) => $"{{\"source\":\"{source}\"}}";

    private static List<ManifestEntry> Read(string text, ManifestFormat format = ManifestFormat.Jsonl) =>
        [.. ManifestReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), format)];

    private static List<ManifestEntry> Pieces(string text, ManifestFormat format, int piece) =>
        [.. ManifestReader.Read(new PieceStream(Encoding.UTF8.GetBytes(text), piece), format)];

    /// <summary>Gives a few bytes at a time, as networks do.</summary>
    private sealed class PieceStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(piece, buffer.Length)]);
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(piece, count));
    }
}

using System.Diagnostics;
using System.Text;
using System.Xml.Linq;
using SuperResFarm.Imaging.Buffers;
using SuperResFarm.Imaging.Decode;
using SuperResFarm.Imaging.Encode;
using SuperResFarm.Imaging.Formats;
using SuperResFarm.Imaging.Metadata;
using SuperResFarm.Tests.Imaging.Codecs;

namespace SuperResFarm.Tests.Imaging.Metadata;

/// <summary>How a result says how it was made, whatever its source says.</summary>
public sealed class XmpProvenanceTests : IDisposable
{
    private const string Scheme = "http://cv.iptc.org/newscodes/digitalsourcetype/";
    private const string Photo = $"""
        <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description rdf:about="uuid:1" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
            xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmp:CreatorTool="Darkroom 3" e:DigitalSourceType="{Scheme}digitalCapture">
          <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Grüße &amp; 写真</rdf:li></rdf:Alt></dc:title>
          <xmpMM:History><rdf:Seq><rdf:li>before</rdf:li></rdf:Seq></xmpMM:History>
        </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>
        """;

    private static readonly Provenance _made = new()
    {
        Tool = "SuperResFarm 1.2.3",
        Model = "net-x4",
        ModelSha256 = new('a', 64),
        ModelFidelity = "psnr",
        MayInvent = false,
        SettingsSha256 = new('b', 64),
        SourceSha256 = new('c', 64),
        Fidelity = "evidence",
    };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<ImageFormat> Written => [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Tiff, ImageFormat.Avif];

    [Theory]
    [MemberData(nameof(Written))]
    public void Encode_Packet_IsReadableInEveryFormat(ImageFormat format)
    {
        var (packet, warning) = XmpProvenance.Write(Encoding.UTF8.GetBytes(Photo), keep: true, _made, format);
        Assert.Null(warning);
        Draw(format, packet);
        using var back = ImageSource.Open(_folder["out"], new ImageLimits());
        Assert.Equal(packet, back.Metadata.Xmp);
        Assert.True(File.ReadAllBytes(_folder["out"]).AsSpan().IndexOf(packet) > 0, "Other programs look for the packet in the file.");
        Assert.Equal(("net-x4", "evidence"), (Own(packet, "Model"), Own(packet, "Fidelity")));
    }

    [Theory]
    [MemberData(nameof(Written))]
    public void Encode_Strip_KeepsOnlyHowItWasMade(ImageFormat format)
    {
        var (packet, warning) = XmpProvenance.Write(Encoding.UTF8.GetBytes(Photo), keep: false, _made, format);
        Assert.Null(warning);
        Draw(format, packet, strip: true);
        using var back = ImageSource.Open(_folder["out"], new ImageLimits());
        Assert.Equal(packet, back.Metadata.Xmp);
        Assert.DoesNotContain("Darkroom", Encoding.UTF8.GetString(packet), StringComparison.Ordinal);
        Assert.Equal(new string('c', 64), Own(packet, "SourceSHA256"));
    }

    [Fact]
    public void Write_Packet_KeepsWhatIsThereAndTellsWhatIsNew()
    {
        var packet = Write(Photo);
        var text = Encoding.UTF8.GetString(packet);
        foreach (var kept in new[] { "xmp:CreatorTool=\"Darkroom 3\"", "Grüße &amp; 写真", "x-default", "<rdf:li>before</rdf:li>" })
            Assert.Contains(kept, text, StringComparison.Ordinal);
        Assert.Equal(Scheme + "algorithmicallyEnhanced", SourceType(packet));
        Assert.Equal(Scheme + "digitalCapture", Own(packet, "SourceDigitalSourceType"));
        Assert.Equal("SuperResFarm 1.2.3", Own(packet, "Tool"));
        Assert.All(Rdf(packet).Elements(), description => Assert.Equal("uuid:1", (string?)description.Attributes().Single(attribute => attribute.Name.LocalName == "about")));
        var steps = Rdf(packet).Descendants().Where(element => element.Name.LocalName == "Seq").Elements().ToList();
        Assert.Equal(2, steps.Count);
        Assert.Contains("net-x4", steps[1].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Twice_GivesEqualBytesAndNoTime()
    {
        Assert.Equal(Write(Photo), Write(Photo));
        Assert.DoesNotMatch(@"\d{4}-\d\d-\d\dT|stEvt:when", Encoding.UTF8.GetString(Write(null)));
    }

    [Fact]
    public void Write_ResultOfAResult_TellsTheLastAndRemembersBoth()
    {
        var packet = XmpProvenance.Write(Write(Photo), keep: true, _made with { Model = "other" }, ImageFormat.Png).Packet;
        Assert.Equal("other", Own(packet, "Model"));
        Assert.Equal(Scheme + "algorithmicallyEnhanced", Own(packet, "SourceDigitalSourceType"));
        Assert.Equal(3, Rdf(packet).Descendants().Where(element => element.Name.LocalName == "Seq").Elements().Count());
    }

    [Theory]
    [InlineData(null, false, "algorithmicallyEnhanced")]
    [InlineData(null, true, "compositeWithTrainedAlgorithmicMedia")]
    [InlineData("digitalCapture", false, "algorithmicallyEnhanced")]
    [InlineData("negativeFilm", true, "compositeWithTrainedAlgorithmicMedia")]
    [InlineData("trainedAlgorithmicMedia", false, "trainedAlgorithmicMedia")]   // what a machine made up stays that
    [InlineData("compositeWithTrainedAlgorithmicMedia", false, "compositeWithTrainedAlgorithmicMedia")]
    public void Write_SourceType_NeverClaimsMoreThanTheSource(string? source, bool mayInvent, string expected)
    {
        foreach (var keep in new[] { true, false })
        {
            var before = source is null ? null : Encoding.UTF8.GetBytes(Photo.Replace("digitalCapture", source, StringComparison.Ordinal));
            Assert.Equal(Scheme + expected, SourceType(XmpProvenance.Write(before, keep, _made with { MayInvent = mayInvent }, ImageFormat.Png).Packet));
        }
    }

    [Fact]
    public void Write_SourceTypeAsElement_IsReplaced()
    {
        foreach (var written in new[] { $"<e:DigitalSourceType>{Scheme}digitalCapture</e:DigitalSourceType>", $"<e:DigitalSourceType rdf:resource='{Scheme}digitalCapture'/>" })
        {
            var packet = Write(Photo.Replace($" e:DigitalSourceType=\"{Scheme}digitalCapture\"", "", StringComparison.Ordinal).Replace("<dc:title>", written + "<dc:title>", StringComparison.Ordinal));
            Assert.Equal(Scheme + "algorithmicallyEnhanced", SourceType(packet));
            Assert.Equal(Scheme + "digitalCapture", Own(packet, "SourceDigitalSourceType"));
        }
    }

    [Theory]
    [InlineData("billion laughs")]
    [InlineData("a file of this machine")]
    [InlineData("ten megabytes")]
    [InlineData("broken UTF-8")]
    [InlineData("deep")]
    [InlineData("cut")]
    [InlineData("another document")]
    [InlineData("prefix of nobody")]
    [InlineData("nothing")]
    [InlineData("zeros")]
    public void Write_HostilePacket_IsLeftOutAtOnceAndSaid(string what)
    {
        var packet = Hostile(what);
        var began = Stopwatch.GetTimestamp();
        var (made, warning) = XmpProvenance.Write(packet, keep: true, _made, ImageFormat.Png);
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(10), "It took too long.");
        Assert.Contains("XMP was left out", warning, StringComparison.Ordinal);
        Assert.Equal(Write(null), made);
    }

    [Fact]
    public void Write_PaddedOrWideText_IsRead()
    {
        Assert.Equal("net-x4", Own(XmpProvenance.Write([.. Encoding.UTF8.GetBytes(Photo), 0, 0], true, _made, ImageFormat.Png).Packet, "Model"));
        var (packet, warning) = XmpProvenance.Write([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Photo)], true, _made, ImageFormat.Png);
        Assert.Null(warning);
        Assert.Contains("写真", Encoding.UTF8.GetString(packet), StringComparison.Ordinal);
    }

    // At the limit that the encoder is known to have, the packet is in the file; above it the source's goes and ours stays.
    [Theory, InlineData(0, true), InlineData(1, false)]
    public void Write_PacketAsLongAsJpegHolds_IsInTheFile(int beyond, bool kept)
    {
        string Padded(int length) => Photo.Replace("Darkroom 3", new string('x', length), StringComparison.Ordinal);
        var room = CodecSupport.MaxXmpBytes(ImageFormat.Jpeg) - Write(Padded(0)).Length + beyond;
        var (packet, warning) = XmpProvenance.Write(Encoding.UTF8.GetBytes(Padded(room)), keep: true, _made, ImageFormat.Jpeg);
        Assert.Equal((kept, kept ? CodecSupport.MaxXmpBytes(ImageFormat.Jpeg) : Write(null).Length + $" srf:SourceDigitalSourceType=\"{Scheme}digitalCapture\"".Length), (warning is null, packet.Length));
        Draw(ImageFormat.Jpeg, packet);
        using var back = ImageSource.Open(_folder["out"], new ImageLimits());
        Assert.Equal(packet, back.Metadata.Xmp);
    }

    private static byte[] Hostile(string what)
    {
        const string Laughs = "<!DOCTYPE x [<!ENTITY a 'haha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]>";
        return what switch
        {
            "billion laughs" => Encoding.UTF8.GetBytes(Laughs + Photo.Replace("Darkroom 3", "&c;", StringComparison.Ordinal)),
            "a file of this machine" => Encoding.UTF8.GetBytes("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + Photo.Replace("Grüße", "&a;", StringComparison.Ordinal)),
            "ten megabytes" => Encoding.UTF8.GetBytes(Photo.Replace("Grüße", new string('x', 10_000_000), StringComparison.Ordinal)),
            "broken UTF-8" => [.. Encoding.UTF8.GetBytes(Photo.Split("Grüße")[0]), 0xC3, 0x28, 0xFF, .. Encoding.UTF8.GetBytes(Photo.Split("Grüße")[1])],
            "deep" => Encoding.UTF8.GetBytes(Photo.Replace("Grüße", string.Concat(Enumerable.Repeat("<a>", 100_000)) + string.Concat(Enumerable.Repeat("</a>", 100_000)), StringComparison.Ordinal)),
            "cut" => Encoding.UTF8.GetBytes(Photo[..400]),
            "another document" => "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(),
            "prefix of nobody" => "<x:xmpmeta><rdf:RDF/></x:xmpmeta>"u8.ToArray(),
            "zeros" => new byte[100],
            _ => [],
        };
    }

    private static byte[] Write(string? source) => XmpProvenance.Write(source is null ? null : Encoding.UTF8.GetBytes(source), keep: true, _made, ImageFormat.Png).Packet;

    private static XElement Rdf(byte[] packet) => XDocument.Parse(Encoding.UTF8.GetString(packet)).Root!.Elements().Single();

    private static string? Own(byte[] packet, string name) => (string?)Rdf(packet).Elements().Attributes(XName.Get(name, XmpProvenance.Namespace)).SingleOrDefault();

    private static string SourceType(byte[] packet) =>
        Assert.Single(Rdf(packet).Elements().SelectMany(description => description.Attributes().Where(IsType).Select(attribute => attribute.Value)
            .Concat(description.Elements().Where(element => element.Name.LocalName == "DigitalSourceType").Select(element => element.Value))));

    private static bool IsType(XAttribute attribute) => attribute.Name.LocalName == "DigitalSourceType";

    private void Draw(ImageFormat format, byte[] xmp, bool strip = false) =>
        Codecs.Picture.Pattern(64, 48, new PixelFormat(3, SampleDepth.Eight)).Write(_folder["out"], new EncodeSettings { Format = format, Xmp = xmp, Strip = strip });
}

using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace SuperResFarm.Imaging.Metadata;

/// <summary>An XMP packet as XML. Packets come from strangers: document types, and so entities, are refused, and length and depth are bounded.</summary>
internal static class XmpTree
{
    /// <summary>Longest packet that is read.</summary>
    public const int MostBytes = 1 << 20;

    private const int Deepest = 100;

    public static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    private static readonly XNamespace _meta = "adobe:ns:meta/";

    /// <returns>The element <c>rdf:RDF</c> of a packet; null: it cannot be read, or has none.</returns>
    public static XElement? Read(byte[] packet)
    {
        var bytes = packet is [0xFE or 0xFF, ..] ? packet : packet.AsSpan().TrimEnd((byte)0).ToArray();   // in UTF-16 a zero is half a letter
        if (bytes.Length > MostBytes)
            return null;
        try
        {
            if (IsTooDeep(bytes))
                return null;
            using var reader = Open(bytes);
            return XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root?.DescendantsAndSelf(Rdf + "RDF").FirstOrDefault();
        }
        catch (Exception fault) when (fault is XmlException or ArgumentException)
        {
            return null;
        }
    }

    /// <returns>An <c>rdf:RDF</c> with nothing in it.</returns>
    public static XElement Empty() => new XElement(_meta + "xmpmeta", new XAttribute(XNamespace.Xmlns + "x", _meta), "\n",
        new XElement(Rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", Rdf)), "\n").Element(Rdf + "RDF")!;

    /// <returns>The packet that an element lies in, in UTF-8; equal for equal elements.</returns>
    public static byte[] Write(XElement rdf)
    {
        using var file = new MemoryStream();
        // The mark and the id are those of the XMP specification, part 1, section 7.3.2.
        file.Write("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"u8);
        using (var writer = XmlWriter.Create(file, new() { OmitXmlDeclaration = true, Encoding = new UTF8Encoding(false), NewLineChars = "\n" }))
            rdf.AncestorsAndSelf().Last().Save(writer);
        file.Write("\n<?xpacket end=\"r\"?>"u8);
        return file.ToArray();
    }

    private static bool IsTooDeep(byte[] bytes)
    {
        using var reader = Open(bytes);
        while (reader.Read())
            if (reader.Depth > Deepest)
                return true;
        return false;
    }

    private static XmlReader Open(byte[] bytes) => XmlReader.Create(
        new MemoryStream(bytes), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MostBytes, CloseInput = true });
}

using System.Globalization;
using System.Xml.Linq;
using SuperResFarm.Imaging.Formats;

namespace SuperResFarm.Imaging.Metadata;

/// <summary>Writes how a result was made into its XMP. What the source's packet says stays, but for what is no longer true.</summary>
public static class XmpProvenance
{
    /// <summary>Namespace of what no standard has a word for; docs/evidence.md lists the names.</summary>
    public const string Namespace = "urn:superresfarm:provenance:1#";

    // Names: IPTC Photo Metadata Standard 2024.1, 11.9 (Digital Source Type); XMP specification part 2, 1.2.4 (ResourceEvent) and 2.2 (History).
    private static readonly XNamespace _own = Namespace, _rdf = XmpTree.Rdf, _iptc = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
    private static readonly XNamespace _manager = "http://ns.adobe.com/xap/1.0/mm/", _event = "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#";
    private static readonly XName _source = _iptc + "DigitalSourceType", _history = _manager + "History", _description = _rdf + "Description", _about = _rdf + "about";

    /// <summary>Makes the packet of a result.</summary>
    /// <param name="source">The source's packet; null: it has none.</param>
    /// <param name="keep">Whether the result keeps it.</param>
    /// <param name="made">How it was made.</param>
    /// <param name="format">Format of the result, which bounds the packet's length.</param>
    /// <returns>The packet, and what the user should know; null: nothing.</returns>
    public static (byte[] Packet, string? Warning) Write(byte[]? source, bool keep, Provenance made, ImageFormat format)
    {
        var read = source is null ? null : XmpTree.Read(source);
        var before = read is null ? null : SourceTypeOf(read);
        if (read is not null && keep && XmpTree.Write(Amended(read, before, made)) is var whole && whole.Length <= CodecSupport.MaxXmpBytes(format))
            return (whole, null);
        var warning = source is null || !keep ? null
            : read is null ? $"The source's XMP was left out: it is damaged, no XML, or larger than {XmpTree.MostBytes} bytes."
            : $"The source's XMP was left out: with what had to be added it is longer than {FormatNames.Spelled(format)} holds; use PNG or TIFF to keep it.";
        return (XmpTree.Write(Amended(XmpTree.Empty(), before, made)), warning);
    }

    // A property stands in an attribute, an element, or an element that refers to it.
    private static string? SourceTypeOf(XElement rdf) => rdf.Elements(_description).Select(
        description => (string?)description.Attribute(_source) ?? (description.Element(_source) is { } element ? (string?)element.Attribute(_rdf + "resource") ?? element.Value.Trim() : null))
        .FirstOrDefault(found => found is not null);

    private static XElement Amended(XElement rdf, string? before, Provenance made)
    {
        foreach (var description in rdf.Elements(_description))
        {
            description.Attributes().Where(attribute => IsReplaced(attribute.Name)).Remove();
            description.Elements().Where(element => IsReplaced(element.Name)).Remove();
        }
        var about = (string?)rdf.Elements(_description).FirstOrDefault()?.Attribute(_about) ?? "";
        var added = new XElement(_description, new XAttribute(_about, about), Prefix("Iptc4xmpExt", _iptc), Prefix("srf", _own),
            new XAttribute(_source, DigitalSource.Of(before, made.MayInvent)), FactsOf(made, before).Where(fact => fact.Value is not null).Select(fact => new XAttribute(_own + fact.Name, fact.Value!)));
        var step = StepOf(made);
        // A history that is there goes on; one that is none stays as it is.
        if (rdf.Elements(_description).Elements(_history).FirstOrDefault() is not { } history)
            added.Add(new XElement(_history, Prefix("xmpMM", _manager), new XElement(_rdf + "Seq", step)));
        else if (history.Element(_rdf + "Seq") is { } steps)
            steps.Add(step);
        rdf.Add("\n", added, "\n");
        return rdf;
    }

    private static bool IsReplaced(XName name) => name == _source || name.Namespace == _own;

    private static (string Name, string? Value)[] FactsOf(Provenance made, string? before) =>
    [
        ("Tool", made.Tool), ("Model", made.Model), ("ModelSHA256", made.ModelSha256), ("ModelFidelity", made.ModelFidelity),
        ("Fidelity", made.Fidelity), ("Deblock", made.Deblock?.ToString(CultureInfo.InvariantCulture)),
        ("Faces", made.Faces?.Count.ToString(CultureInfo.InvariantCulture)), ("FaceModel", made.Faces?.Model), ("FaceModelSHA256", made.Faces?.ModelSha256),
        ("FaceWeight", made.Faces?.Weight.ToString(CultureInfo.InvariantCulture)), ("FaceAreas", made.Faces?.Areas),
        ("SettingsSHA256", made.SettingsSha256), ("SourceSHA256", made.SourceSha256), ("SourceDigitalSourceType", before),
    ];

    // Without a time and a place: the same result must be the same file.
    private static XElement StepOf(Provenance made) => new(_rdf + "li", new XAttribute(_rdf + "parseType", "Resource"), Prefix("stEvt", _event),
        new XElement(_event + "action", "resized"),
        new XElement(_event + "softwareAgent", made.Tool),
        new XElement(_event + "parameters", $"model {made.Model}, {made.ModelSha256}; settings {made.SettingsSha256}; source {made.SourceSha256 ?? "unknown"}"));

    private static XAttribute Prefix(string prefix, XNamespace name) => new(XNamespace.Xmlns + prefix, name);
}

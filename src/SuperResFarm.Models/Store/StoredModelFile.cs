using System.Text.Json;
using System.Text.Json.Serialization;
using SuperResFarm.Contracts.Failures;

namespace SuperResFarm.Models.Store;

/// <summary>Reads and writes card files: JSON beside the ONNX file of the same name.</summary>
internal static class StoredModelFile
{
    private const long LargestBytes = 1 << 20;   // a card has about a thousand

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <exception cref="Contracts.Failures.FarmException">The file is damaged, or belongs to another ONNX file.</exception>
    public static StoredModel Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > LargestBytes || JsonSerializer.Deserialize<StoredModel>(file, _json) is not { } model)
                throw Damaged(path);
            return model.OnnxSha256 == Path.GetFileNameWithoutExtension(path) ? model : throw Damaged(path);
        }
        catch (JsonException fault)
        {
            throw Damaged(path, fault);
        }
    }

    public static void Write(string path, StoredModel model) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(model, _json));

    private static FarmException Damaged(string path, Exception? cause = null) => ModelRefusal.Because(
        $"The model card '{Path.GetFileName(path)}' is damaged; remove it with its .onnx file and import the model again.", cause);
}

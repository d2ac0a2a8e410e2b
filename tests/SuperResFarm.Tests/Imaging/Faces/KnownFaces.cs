using System.Text.Json;
using SuperResFarm.Imaging.Faces;

namespace SuperResFarm.Tests.Imaging.Faces;

/// <summary>Faces that the reference implementation found, aligned and would paste back.</summary>
internal sealed record KnownFace(DetectedFace Face, Similarity Alignment, Similarity InverseTimesTwo)
{
    public static IReadOnlyList<KnownFace> Of(string image)
    {
        using var known = JsonDocument.Parse(File.ReadAllText(TestData.PathOf("faces/expected_faces.json")));
        return
        [
            .. known.RootElement.GetProperty("images").EnumerateArray().Single(one => one.GetProperty("image").GetString() == image)
                .GetProperty("faces_conf_0_97_eye_dist_5").EnumerateArray().Select(face =>
                {
                    var box = Numbers(face.GetProperty("box"));
                    var landmarks = face.GetProperty("landmarks").EnumerateArray().Select(Numbers).Select(point => new FacePoint(point[0], point[1]));
                    return new KnownFace(
                        new(new(box[0], box[1], box[2], box[3]), box[4], [.. landmarks]), Matrix(face.GetProperty("affine_to_512")), Matrix(face.GetProperty("inverse_affine_times_2")));
                }),
        ];
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    private static Similarity Matrix(JsonElement rows)
    {
        double[] x = Numbers(rows[0]), y = Numbers(rows[1]);
        Assert.Equal((x[0], -x[1]), (y[1], y[0]));
        return new(x[0], y[0], x[2], y[2]);
    }
}

using SuperResFarm.Training.Synthesis;

namespace SuperResFarm.TrainingTests.Synthesis;

public class SceneTests
{
    [Fact]
    public void Fields_NearPlaces_ResembleEachOtherMoreThanFarOnes()
    {
        var (near, far) = (0.0, 0.0);
        for (var i = 0; i < 200; i++)
        {
            var scene = new Scene(new(7, i));
            var here = Math.Log(scene.Size(100, 100));
            near += Math.Abs(Math.Log(scene.Size(110, 100)) - here);
            far += Math.Abs(Math.Log(scene.Size(700, 500)) - here);
        }
        Assert.InRange(near, 1e-3, 0.3 * far);
    }

    [Fact]
    public void Straight_NeighboursInABentScene_StayNeighbours()
    {
        for (var i = 0; i < 50; i++)
        {
            var scene = new Scene(new(8, i));
            var (ax, ay) = scene.Straight(300, 200);
            var (bx, by) = scene.Straight(301, 200);
            Assert.InRange(Math.Sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay)), 0.3, 2);
        }
    }

    [Fact]
    public void Colour_AnyPlace_IsAShare()
    {
        var scene = new Scene(new(9));
        Assert.All(Enumerable.Range(0, 500), i => Assert.InRange(scene.Colour(i, 3 * i), 0, 1));
    }
}

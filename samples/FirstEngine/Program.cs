using XinRT;
using XinRT.Onnx;

// Build: import, optimize, plan memory. Done once; the engine file keeps the result.
using (var built = new EngineBuilder().Build(OnnxModel.Load("model.onnx")))
    built.Save("model.xin");

// Load and run. The engine is shared, each thread has a context.
using var engine = Engine.Load("model.xin");
using var context = engine.CreateContext();
string input = engine.Inputs[0].Name, output = engine.Outputs[0].Name;

context.Input<float>(input).Fill(0.5f);
context.Run();

var scores = context.Output<float>(output);
int best = 0;
for (int i = 1; i < scores.Length; i++)
    if (scores[i] > scores[best]) best = i;
Console.WriteLine($"class {best}, score {scores[best]:F3}");

using System.CommandLine;
using XinRT.Cli.Verbs;

var root = new RootCommand("XinRT optimizes ONNX models into engines and runs them.")
{
    ConformVerb.Create(),
};
return await root.Parse(args).InvokeAsync();

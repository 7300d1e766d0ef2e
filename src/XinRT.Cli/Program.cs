using System.CommandLine;
using XinRT.Cli.Output;
using XinRT.Cli.Verbs;

var root = new RootCommand("XinRT optimizes ONNX models into engines and runs them.")
{
    DemoVerb.Create(),
    BuildVerb.Create(),
    RunVerb.Create(),
    CompareVerb.Create(),
    InspectVerb.Create(),
    ExplainVerb.Create(),
    ExportVerb.Create(),
    BenchVerb.Create(),
    ConformVerb.Create(),
    DevicesVerb.Create(),
};
var parsed = root.Parse(args);
// An interrupted build finishes with what it has; that takes more than the default two seconds.
int code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
return parsed.Errors.Count > 0 ? ExitCode.Usage : code;

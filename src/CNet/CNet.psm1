# Forwards its arguments untouched: a simple function has no parameters that could swallow -c, -d or -v. Splatting $args as it is would bind
# them to parameters of Invoke-CNetCommand after all; strings made anew stay what they are.
function Invoke-CNetProgram {
    $words = @(foreach ($word in $args) { if ($word -is [string]) { "$word" } else { , $word } })
    if ($MyInvocation.ExpectingInput) { $input | CNet\Invoke-CNetCommand -- @words }
    else { CNet\Invoke-CNetCommand -- @words }
}

Set-Alias -Name Exec-CNetCommand -Value Invoke-CNetProgram
Export-ModuleMember -Function Invoke-CNetProgram -Alias Exec-CNetCommand

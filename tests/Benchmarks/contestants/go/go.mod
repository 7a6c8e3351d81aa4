module bench-door

go 1.19

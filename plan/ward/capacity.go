package ward

// Capacity is how many people a ward can look after at a time, and how full it is meant to be.
type Capacity struct {
	Places int
	Target int // per cent of places; England's framework of 2024 asks for more than 80
}

// Room is how full a ward is.
type Room struct {
	Occupied, Places int
	Free             int  // places left; 0 when the ward is over
	Over             int  // people beyond its places
	ToTarget         int  // people more until the target is reached
	OnTarget         bool // Occupied of Places is at least the target
}

// Judge holds those on the ward against its places. A ward without places has no target.
func (c Capacity) Judge(occupied int) Room {
	wanted := (c.Places*c.Target + 99) / 100
	return Room{
		Occupied: occupied, Places: c.Places,
		Free: max(c.Places-occupied, 0), Over: max(occupied-c.Places, 0),
		ToTarget: max(wanted-occupied, 0), OnTarget: c.Places > 0 && occupied >= wanted,
	}
}

// Percent is the occupancy for display; it may be over 100.
func (r Room) Percent() float64 {
	if r.Places == 0 {
		return 0
	}
	return 100 * float64(r.Occupied) / float64(r.Places)
}
